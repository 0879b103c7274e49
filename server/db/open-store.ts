/** Opens the store that the configuration names, in this thread; with its neighbours the one place that knows Prisma. */

import { randomUUID } from "node:crypto";
import type {
  PrismaClient,
  Room,
  Removal as StoredRemoval,
} from "#generated/prisma/sqlite/client.ts";
import { ChatEntry } from "#protocol/chat.ts";
import type { ChatKeeping } from "#protocol/chat-keeping.ts";
import { parseRoomCode, type RoomCode } from "#protocol/room-code.ts";
import type { AuditEntry, Database, GivenRole, Removal, RoomRecord } from "./database.ts";
import { DatabaseStartError, EventsRefusedError, RoomCodeTakenError } from "./errors.ts";
import { forgottenEntries } from "./kept-chat.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { openPostgresql } from "./postgresql.ts";
import { isRefused, isUniqueViolation } from "./refusals.ts";
import { readSchedule, usedUntil, writeSchedule } from "./room-schedule.ts";
import { DEFAULT_SETTINGS, readRoomSettings, writeRoomSettings } from "./room-settings.ts";
import { openSqlite, sqlitePath } from "./sqlite.ts";
import type { OpenStoreOptions, Store } from "./store.ts";
import { writeBatch } from "./write-batch.ts";

/** Old calls go in portions, so that events and reads get their turns between. */
const DELETE_PORTION = 200;

/**
 * Opens the database, makes it if there is none (SQLite) and applies pending migrations. Rejects with
 * `DatabaseStartError`, whose message is for the person at the terminal, and changes nothing then. The caller calls
 * `close()`.
 */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const { databaseUrl, log } = options;
  const kind =
    databaseUrl !== null && /^postgres(ql)?:/.test(databaseUrl) ? "postgresql" : "sqlite";
  const prisma =
    kind === "postgresql" && databaseUrl !== null
      ? await connectPostgresql(databaseUrl, log)
      : await connectSqlite(sqlitePath(databaseUrl, options.dataDir), log);
  try {
    await prisma.$queryRaw`SELECT 1`;
  } catch (error) {
    await prisma.$disconnect();
    throw new DatabaseStartError(
      "other",
      "The database was opened but does not answer. Try again.",
      { cause: error },
    );
  }
  return overPrisma(kind, prisma, log);
}

// Only the client in use is loaded: each brings a query compiler of some megabytes.
async function connectSqlite(path: string, log: OpenStoreOptions["log"]): Promise<PrismaClient> {
  const { factory, applied } = await openSqlite(path);
  if (applied.length > 0) log.info({ count: applied.length }, "database: applied migrations");
  const { PrismaClient } = await import("#generated/prisma/sqlite/client.ts");
  return new PrismaClient({ adapter: factory });
}

async function connectPostgresql(url: string, log: OpenStoreOptions["log"]): Promise<PrismaClient> {
  const { factory, applied } = await openPostgresql(url, log);
  if (applied.length > 0) log.info({ count: applied.length }, "database: applied migrations");
  const { PrismaClient: PostgresqlClient } = await import("#generated/prisma/postgresql/client.ts");
  // Both clients are generated from the same models; PostgreSQL's only offers more (case-insensitive filters).
  return new PostgresqlClient({ adapter: factory }) as unknown as PrismaClient;
}

function overPrisma(
  kind: Database["kind"],
  prisma: PrismaClient,
  log: OpenStoreOptions["log"],
): Store {
  /** Deleting what is old must meet no half-written batch, and a batch no half-deleted call. */
  const inTurn = oneAtATime();

  /** Called after a write that a power cut must not undo: SQLite's log reaches the disk with a checkpoint. */
  async function reachDisk(): Promise<void> {
    if (kind === "sqlite") await prisma.$queryRaw`PRAGMA wal_checkpoint(PASSIVE)`;
  }

  return {
    kind,

    events: {
      async write(batch) {
        try {
          const leftOut = await inTurn(() => writeBatch(prisma, kind, batch));
          if (leftOut > 0)
            log.warn(
              { count: leftOut },
              "journal: events of rooms or calls that are gone were left out",
            );
        } catch (error) {
          throw isRefused(error) ? new EventsRefusedError(error) : error;
        }
      },
    },

    rooms: {
      async create({
        code,
        hostKeyHash,
        requireEmail,
        lobby,
        title = null,
        schedule = null,
        settings = DEFAULT_SETTINGS,
        passwordHash,
        atMs,
      }) {
        const at = new Date(atMs);
        try {
          return toRoom(
            await prisma.room.create({
              data: {
                id: randomUUID(),
                code: toSymbols(code),
                hostKeyHash,
                requireEmail,
                lobby,
                title,
                schedule: writeSchedule(schedule),
                settings: writeRoomSettings(settings),
                passwordHash,
                createdAt: at,
                lastUsedAt: usedUntil(schedule, atMs),
              },
            }),
          );
        } catch (error) {
          if (isUniqueViolation(error)) throw new RoomCodeTakenError();
          throw error;
        }
      },
      async find(code) {
        const room = await prisma.room.findUnique({ where: { code: toSymbols(code) } });
        return room === null ? null : toRoom(room);
      },
      async findToEnter(code, nowMs) {
        const found = await prisma.room.findUnique({
          where: { code: toSymbols(code) },
          include: { removals: { where: inForce(nowMs), orderBy: BY_AGE } },
        });
        if (found === null) return null;
        return { room: toRoom(found), removals: found.removals.map(toRemoval) };
      },
      async close(roomId, atMs) {
        await prisma.room.updateMany({ where: { id: roomId }, data: { closedAt: new Date(atMs) } });
        await reachDisk();
      },
      async reopen(roomId) {
        await prisma.room.updateMany({ where: { id: roomId }, data: { closedAt: null } });
      },
      async setLobby(roomId, lobby) {
        await prisma.room.updateMany({ where: { id: roomId }, data: { lobby } });
      },
      async change(roomId, patch, atMs) {
        const { title, schedule, requireEmail, lobby, settings, passwordHash } = patch;
        const lastUsedAt = usedUntil(schedule ?? null, atMs);
        const [, , room] = await prisma.$transaction([
          prisma.room.updateMany({
            where: { id: roomId },
            data: {
              ...(title !== undefined && { title }),
              ...(schedule !== undefined && { schedule: writeSchedule(schedule) }),
              ...(requireEmail !== undefined && { requireEmail }),
              ...(lobby !== undefined && { lobby }),
              ...(settings !== undefined && { settings: writeRoomSettings(settings) }),
              ...(passwordHash !== undefined && { passwordHash }),
            },
          }),
          prisma.room.updateMany({
            where: { id: roomId, lastUsedAt: { lt: lastUsedAt } },
            data: { lastUsedAt },
          }),
          prisma.room.findUnique({ where: { id: roomId } }),
        ]);
        if (passwordHash !== undefined) await reachDisk();
        return room === null ? null : toRoom(room);
      },
      async delete(roomId) {
        await inTurn(() => deleteRoom(prisma, roomId));
        await reachDisk();
      },
      async setSettings(roomId, settings) {
        await prisma.room.updateMany({
          where: { id: roomId },
          data: { settings: writeRoomSettings(settings) },
        });
      },
      async setPassword(roomId, passwordHash) {
        await prisma.room.updateMany({ where: { id: roomId }, data: { passwordHash } });
        await reachDisk();
      },
      async listChat(roomId, { sinceMs, limit }) {
        const latest = await prisma.chatEntry.findMany({
          where: { call: { roomId }, at: { gte: new Date(sinceMs) } },
          orderBy: { seq: "desc" },
          take: limit,
        });
        return latest.reverse().map(toChatEntry);
      },
      count: () => prisma.room.count(),
    },

    calls: {
      async listOpen() {
        const calls = await prisma.call.findMany({
          where: { endedAt: null },
          orderBy: { startedAt: "asc" },
          include: {
            room: true,
            participations: { where: { leftAt: null }, orderBy: { joinedAt: "asc" } },
            chat: { orderBy: { seq: "asc" } },
          },
        });
        return calls.map((call) => ({
          callId: call.id,
          room: toRoom(call.room),
          startedAtMs: call.startedAt.getTime(),
          locked: call.lockedAt !== null,
          peakPeople: call.peakPeople,
          seats: call.participations.map((participation) => ({
            participationId: participation.id,
            participantId: participation.participantId,
            name: participation.name,
            browser: participation.browser,
            deviceHash: participation.deviceHash,
            // Only the journal writes the column, and takes nothing else.
            role: participation.role as GivenRole,
            joinedAtMs: participation.joinedAt.getTime(),
          })),
          chat: call.chat.map(toChatEntry),
        }));
      },
      async listPast({ limit, search }) {
        const symbols = toSearch(search);
        // Something was typed, and nothing of it can stand in a code.
        if (symbols === "" && search.trim() !== "") return [];
        const calls = await prisma.call.findMany({
          where: {
            endedAt: { not: null },
            ...(symbols === "" ? {} : { room: { code: { contains: symbols } } }),
          },
          orderBy: [{ startedAt: "desc" }, { id: "asc" }],
          take: limit,
          include: {
            room: { select: { code: true } },
            participations: { orderBy: { joinedAt: "asc" } },
          },
        });
        return calls.map((call) => ({
          callId: call.id,
          code: fromSymbols(call.room.code),
          startedAtMs: call.startedAt.getTime(),
          endedAtMs: call.endedAt?.getTime() ?? null,
          peakPeople: call.peakPeople,
          participations: call.participations.map((participation) => ({
            name: participation.name,
            browser: participation.browser,
            joinedAtMs: participation.joinedAt.getTime(),
            leftAtMs: participation.leftAt?.getTime() ?? null,
          })),
        }));
      },
    },

    removals: {
      async add({ roomId, participantId, deviceHash, email, atMs, untilMs }) {
        await prisma.removal.create({
          data: {
            id: randomUUID(),
            roomId,
            participantId,
            deviceHash,
            email,
            removedAt: new Date(atMs),
            untilAt: new Date(untilMs),
          },
        });
        await reachDisk();
      },
      async withdraw({ roomId, participantId, atMs }) {
        await prisma.removal.deleteMany({
          where: { roomId, participantId, removedAt: new Date(atMs) },
        });
      },
      async listActive(roomId, nowMs) {
        const removals = await prisma.removal.findMany({
          where: { roomId, ...inForce(nowMs) },
          orderBy: BY_AGE,
        });
        return removals.map(toRemoval);
      },
      async listNamed(roomId, nowMs) {
        const removals = await prisma.removal.findMany({
          where: { roomId, ...inForce(nowMs) },
          orderBy: BY_AGE,
        });
        const stays = await prisma.participation.findMany({
          where: {
            call: { roomId },
            participantId: { in: removals.map(({ participantId }) => participantId) },
          },
          orderBy: { joinedAt: "asc" },
          select: { participantId: true, name: true },
        });
        const names = new Map(stays.map(({ participantId, name }) => [participantId, name]));
        return removals.map((removal) => ({
          removal: toRemoval(removal),
          name: names.get(removal.participantId) ?? null,
        }));
      },
    },

    admin: {
      async createSession({ tokenHash, createdAtMs, expiresAtMs }) {
        await prisma.adminSession.create({
          data: { tokenHash, createdAt: new Date(createdAtMs), expiresAt: new Date(expiresAtMs) },
        });
      },
      async findSession(tokenHash, nowMs) {
        const session = await prisma.adminSession.findFirst({
          where: { tokenHash, expiresAt: { gt: new Date(nowMs) } },
        });
        if (session === null) return null;
        return {
          tokenHash,
          createdAtMs: session.createdAt.getTime(),
          expiresAtMs: session.expiresAt.getTime(),
        };
      },
      async deleteSession(tokenHash) {
        await prisma.adminSession.deleteMany({ where: { tokenHash } });
        // A signed-out session must not come back after a power cut.
        await reachDisk();
      },
      async addAudit({ atMs, action, code, subject }) {
        await prisma.auditEntry.create({
          data: { id: randomUUID(), at: new Date(atMs), action, code, subject },
        });
        await reachDisk();
      },
      async listAudit(limit) {
        const entries = await prisma.auditEntry.findMany({
          orderBy: [{ at: "desc" }, { id: "desc" }],
          take: limit,
        });
        return entries.map(({ at, action, code, subject }) => ({
          atMs: at.getTime(),
          // Only `addAudit` writes the column, and takes nothing else.
          action: action as AuditEntry["action"],
          code,
          subject,
        }));
      },
    },

    async deleteExpired({ beforeMs, roomsBeforeMs, nowMs }) {
      let calls = 0;
      for (;;) {
        const gone = await inTurn(() => deleteOldCalls(prisma, new Date(beforeMs)));
        calls += gone;
        if (gone < DELETE_PORTION) break;
      }
      for (const [keeping, roomIds] of await listChatRooms(prisma))
        await inTurn(() =>
          prisma.chatEntry.deleteMany({
            where: {
              AND: [{ call: { roomId: { in: roomIds } } }, forgottenEntries(keeping, nowMs)],
            },
          }),
        );
      const now = new Date(nowMs);
      await inTurn(() =>
        prisma.$transaction([
          prisma.removal.deleteMany({ where: { untilAt: { lte: now } } }),
          prisma.adminSession.deleteMany({ where: { expiresAt: { lte: now } } }),
          prisma.auditEntry.deleteMany({ where: { at: { lt: new Date(beforeMs) } } }),
          prisma.room.deleteMany({
            where: { lastUsedAt: { lt: new Date(roomsBeforeMs) }, calls: { none: {} } },
          }),
        ]),
      );
      return { calls };
    },

    async ping() {
      await prisma.$queryRaw`SELECT 1`;
    },

    close: () => prisma.$disconnect(),
  };
}

/** Deletes one portion of calls with their participations, and the users who have none left. Returns how many calls. */
async function deleteOldCalls(prisma: PrismaClient, before: Date): Promise<number> {
  const calls = await prisma.call.findMany({
    where: { endedAt: { lt: before } },
    orderBy: { endedAt: "asc" },
    take: DELETE_PORTION,
    select: { id: true, participations: { select: { userId: true } } },
  });
  if (calls.length === 0) return 0;
  const userIds = [
    ...new Set(calls.flatMap((call) => call.participations.map(({ userId }) => userId))),
  ];
  await prisma.$transaction([
    prisma.call.deleteMany({ where: { id: { in: calls.map((call) => call.id) } } }),
    prisma.user.deleteMany({ where: { id: { in: userIds }, participations: { none: {} } } }),
  ]);
  return calls.length;
}

/** Rooms of whose chat something is stored, by how long they keep it, in portions. */
async function listChatRooms(
  prisma: PrismaClient,
): Promise<readonly (readonly [keeping: ChatKeeping, roomIds: string[]])[]> {
  const rooms = await prisma.room.findMany({
    where: { calls: { some: { chat: { some: {} } } } },
    select: { id: true, settings: true },
  });
  const byKeeping = new Map<ChatKeeping, string[]>();
  for (const { id, settings } of rooms) {
    const { keepChat } = readRoomSettings(settings);
    const ids = byKeeping.get(keepChat) ?? [];
    ids.push(id);
    byKeeping.set(keepChat, ids);
  }
  return [...byKeeping].flatMap(([keeping, ids]) =>
    Array.from({ length: Math.ceil(ids.length / DELETE_PORTION) }, (_, portion) => {
      const from = portion * DELETE_PORTION;
      return [keeping, ids.slice(from, from + DELETE_PORTION)] as const;
    }),
  );
}

/** Deletes a room with its calls, and the users who have no other. */
async function deleteRoom(prisma: PrismaClient, roomId: string): Promise<void> {
  const people = await prisma.participation.findMany({
    where: { call: { roomId } },
    distinct: ["userId"],
    select: { userId: true },
  });
  await prisma.$transaction([
    prisma.room.deleteMany({ where: { id: roomId } }),
    prisma.user.deleteMany({
      where: { id: { in: people.map(({ userId }) => userId) }, participations: { none: {} } },
    }),
  ]);
}

function toRoom(room: Room): RoomRecord {
  return {
    id: room.id,
    code: fromSymbols(room.code),
    title: room.title,
    schedule: readSchedule(room.schedule),
    hostKeyHash: room.hostKeyHash,
    requireEmail: room.requireEmail,
    lobby: room.lobby,
    settings: readRoomSettings(room.settings),
    passwordHash: room.passwordHash,
    createdAtMs: room.createdAt.getTime(),
    closedAtMs: room.closedAt?.getTime() ?? null,
  };
}

/** Only ours are written; read as foreign text, since they may be of another version. */
function toChatEntry({ entry }: { readonly entry: string }): ChatEntry {
  return ChatEntry.parse(JSON.parse(entry));
}

const BY_AGE = [{ removedAt: "asc" as const }, { id: "asc" as const }];

const inForce = (nowMs: number) => ({ untilAt: { gt: new Date(nowMs) } });

function toRemoval(removal: StoredRemoval): Removal {
  const { roomId, participantId, deviceHash, email, removedAt, untilAt } = removal;
  return {
    roomId,
    participantId,
    deviceHash,
    email,
    atMs: removedAt.getTime(),
    untilMs: untilAt.getTime(),
  };
}

function toSymbols(code: RoomCode): string {
  return code.replaceAll("-", "");
}

function fromSymbols(symbols: string): RoomCode {
  const code = parseRoomCode(symbols);
  if (code === null) throw new Error("the database holds a room code that is none");
  return code;
}

/** What was typed to find a code, in the way codes are stored; LIKE's wildcards go with all that is not of a code. */
function toSearch(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^0-9a-z]/g, "")
    .replace(/o/g, "0")
    .replace(/[il]/g, "1");
}
