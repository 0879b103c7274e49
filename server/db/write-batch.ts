/** Writes what the journal gathered: one transaction a batch, one statement for many rows. */

import { randomUUID } from "node:crypto";
import type { Prisma, PrismaClient } from "#generated/prisma/sqlite/client.ts";
import type { ChatEntry } from "#protocol/chat.ts";
import type { CallEvent, Database, Person } from "./database.ts";
import { insertRows } from "./insert-rows.ts";
import { forgottenEntries } from "./kept-chat.ts";

type Of<Kind extends CallEvent["kind"]> = Extract<CallEvent, { kind: Kind }>;
type Operation = Prisma.PrismaPromise<unknown>;

/**
 * Writes a batch, all or nothing. Idempotent: what is there already is left as it is, so that a batch whose answer got
 * lost may come again. Events about a room or a call that does not exist (deleted, or its start was dropped from a full
 * memory) are left out; returns how many.
 *
 * Within a batch the kinds go in the order of a life, which keeps the order of events about the same call and the same
 * participation. Must not run twice at a time in one process; another process that writes the same user in the same
 * moment makes the batch fail with a broken uniqueness, and the next try finds that user.
 */
export async function writeBatch(
  prisma: PrismaClient,
  kind: Database["kind"],
  batch: readonly CallEvent[],
): Promise<number> {
  const starts = only(batch, "call-started");
  const joins = only(batch, "participant-joined");
  const leaves = only(batch, "participant-left");
  const peaks = only(batch, "call-peaked");
  const locks = only(batch, "call-locked");
  const roles = only(batch, "role-given");
  const names = only(batch, "participant-renamed");
  const ends = only(batch, "call-ended");
  const posts = only(batch, "chat-posted");
  const deletions = only(batch, "chat-deleted");
  const forgettings = only(batch, "chat-forgotten");
  const operations: Operation[] = [];
  let leftOut = 0;

  const roomIds = unique(starts.map((start) => start.roomId));
  const startedIds = starts.map((start) => start.callId);
  const referredIds = unique([...startedIds, ...[...joins, ...posts].map(({ callId }) => callId)]);
  const [rooms, calls, participations, written] = await Promise.all([
    roomIds.length === 0
      ? []
      : prisma.room.findMany({ where: { id: { in: roomIds } }, select: { id: true } }),
    referredIds.length === 0
      ? []
      : prisma.call.findMany({ where: { id: { in: referredIds } }, select: { id: true } }),
    joins.length === 0
      ? []
      : prisma.participation.findMany({
          where: { id: { in: joins.map((join) => join.participationId) } },
          select: { id: true },
        }),
    posts.length === 0
      ? []
      : prisma.chatEntry.findMany({
          where: { OR: posts.map(({ callId, entry }) => ({ callId, seq: entry.seq })) },
          select: { callId: true, seq: true },
        }),
  ]);

  const knownRooms = new Set(rooms.map((room) => room.id));
  const knownCalls = new Set(calls.map((call) => call.id));
  const peakByCall = new Map<string, number>();
  for (const { callId, people } of peaks)
    peakByCall.set(callId, Math.max(people, peakByCall.get(callId) ?? 0));
  const lockedAtByCall = new Map<string, Date | null>();
  for (const { callId, sinceMs } of locks)
    lockedAtByCall.set(callId, sinceMs === null ? null : new Date(sinceMs));
  const newCalls = new Map<string, Required<Prisma.CallCreateManyInput>>();
  for (const { callId, roomId, atMs } of starts) {
    if (!knownRooms.has(roomId)) leftOut += 1;
    else if (!knownCalls.has(callId)) {
      newCalls.set(callId, {
        id: callId,
        roomId,
        startedAt: new Date(atMs),
        endedAt: null,
        lockedAt: lockedAtByCall.get(callId) ?? null,
        peakPeople: peakByCall.get(callId) ?? 0,
      });
    }
  }
  if (newCalls.size > 0) operations.push(insertRows(prisma, kind, "calls", [...newCalls.values()]));
  // In days' precision, so the batch has one time for all of them.
  if (starts.length > 0)
    operations.push(markRoomsUsed(prisma, { id: { in: roomIds } }, latest(starts)));

  const knownParticipations = new Set(participations.map((participation) => participation.id));
  const newJoins = new Map<string, Of<"participant-joined">>();
  for (const join of joins) {
    if (!knownCalls.has(join.callId) && !newCalls.has(join.callId)) leftOut += 1;
    else if (!knownParticipations.has(join.participationId))
      newJoins.set(join.participationId, join);
  }
  const leftAt = new Map<string, Date>();
  for (const leave of leaves) {
    if (!leftAt.has(leave.participationId)) leftAt.set(leave.participationId, new Date(leave.atMs));
  }
  const nameBy = new Map(names.map(({ participationId, name }) => [participationId, name]));
  const roleBy = new Map(roles.map(({ participationId, role }) => [participationId, role]));
  if (newJoins.size > 0) {
    const userIds = await planUsers(prisma, kind, [...newJoins.values()], operations);
    operations.push(
      insertRows(
        prisma,
        kind,
        "participations",
        [...newJoins.values()].map((join) => ({
          id: join.participationId,
          callId: join.callId,
          userId: userIds(join),
          participantId: join.participantId,
          name: nameBy.get(join.participationId) ?? join.person.name,
          browser: join.browser,
          deviceHash: join.person.deviceHash,
          joinedAt: new Date(join.atMs),
          // Came and went within one batch: written once.
          leftAt: leftAt.get(join.participationId) ?? null,
          role: roleBy.get(join.participationId) ?? null,
        })),
      ),
    );
  }

  const laterLeaves = leaves.filter((leave) => !newJoins.has(leave.participationId));
  for (const [atMs, ids] of groupByTime(laterLeaves, (leave) => leave.participationId)) {
    operations.push(
      prisma.participation.updateMany({
        where: { id: { in: ids }, leftAt: null },
        data: { leftAt: new Date(atMs) },
      }),
    );
  }

  for (const [id, name] of nameBy) {
    if (!newJoins.has(id))
      operations.push(prisma.participation.updateMany({ where: { id }, data: { name } }));
    operations.push(
      prisma.user.updateMany({ where: { participations: { some: { id } } }, data: { name } }),
    );
  }

  const laterRoles = [...roleBy].filter(([participationId]) => !newJoins.has(participationId));
  for (const [role, given] of group(laterRoles, ([, each]) => each)) {
    operations.push(
      prisma.participation.updateMany({
        where: { id: { in: given.map(([participationId]) => participationId) } },
        data: { role },
      }),
    );
  }

  for (const [callId, lockedAt] of lockedAtByCall) {
    if (newCalls.has(callId)) continue;
    operations.push(prisma.call.updateMany({ where: { id: callId }, data: { lockedAt } }));
  }

  const laterPeaks = [...peakByCall].filter(([callId]) => !newCalls.has(callId));
  for (const [peakPeople, ids] of group(laterPeaks, ([, people]) => people)) {
    operations.push(
      prisma.call.updateMany({
        where: { id: { in: ids.map(([callId]) => callId) }, peakPeople: { lt: peakPeople } },
        data: { peakPeople },
      }),
    );
  }

  const writtenKeys = new Set(written.map(({ callId, seq }) => `${callId} ${seq}`));
  const newEntries = posts.filter(({ callId, entry }) => {
    const isOfCall = knownCalls.has(callId) || newCalls.has(callId);
    if (!isOfCall) leftOut += 1;
    return isOfCall && !writtenKeys.has(`${callId} ${entry.seq}`);
  });
  if (newEntries.length > 0)
    operations.push(
      insertRows(
        prisma,
        kind,
        "chat_entries",
        newEntries.map(({ callId, entry }) => ({
          callId,
          seq: entry.seq,
          at: new Date(entry.atMs),
          entry: JSON.stringify(withoutDeleted(entry, callId, deletions)),
        })),
      ),
    );
  for (const deletion of deletions) operations.push(forgetText(prisma, kind, deletion));

  for (const [atMs, ids] of groupByTime(ends, (end) => end.callId)) {
    const at = new Date(atMs);
    operations.push(
      prisma.call.updateMany({ where: { id: { in: ids }, endedAt: null }, data: { endedAt: at } }),
      // Nobody stays in a call that is over.
      prisma.participation.updateMany({
        where: { callId: { in: ids }, leftAt: null },
        data: { leftAt: at },
      }),
    );
  }
  // What was written was for those who were there, unless the host keeps it for others.
  const over = ends.filter(({ keepsChat }) => !keepsChat).map(({ callId }) => callId);
  if (over.length > 0)
    operations.push(prisma.chatEntry.deleteMany({ where: { callId: { in: unique(over) } } }));
  for (const { roomId, keeping, atMs } of forgettings)
    operations.push(
      prisma.chatEntry.deleteMany({
        where: { AND: [{ call: { roomId } }, forgottenEntries(keeping, atMs)] },
      }),
    );
  if (ends.length > 0) {
    const ids = unique(ends.map((end) => end.callId));
    operations.push(markRoomsUsed(prisma, { calls: { some: { id: { in: ids } } } }, latest(ends)));
  }

  if (operations.length > 0) await prisma.$transaction(operations);
  return leftOut;
}

const DELETED = { kind: "deleted" } as const;

/** Written and taken back within one batch: the text never reaches the disk. */
function withoutDeleted(
  entry: ChatEntry,
  callId: string,
  deletions: readonly Of<"chat-deleted">[],
): ChatEntry {
  const isDeleted = deletions.some((each) => each.callId === callId && each.seq === entry.seq);
  return isDeleted ? { ...entry, body: DELETED } : entry;
}

/** Replaces what an entry says; all of it is JSON in one column. Numbers go on over the calls whose chat a room keeps. */
function forgetText(
  prisma: PrismaClient,
  kind: Database["kind"],
  { roomId, seq }: { roomId: string; seq: number },
): Operation {
  const replaced = JSON.stringify(DELETED);
  return kind === "postgresql"
    ? prisma.$executeRaw`UPDATE "chat_entries" SET "entry" = jsonb_set("entry"::jsonb, '{body}', ${replaced}::jsonb)::text WHERE "seq" = ${seq} AND "callId" IN (SELECT "id" FROM "calls" WHERE "roomId" = ${roomId})`
    : prisma.$executeRaw`UPDATE "chat_entries" SET "entry" = json_set("entry", '$.body', json(${replaced})) WHERE "seq" = ${seq} AND "callId" IN (SELECT "id" FROM "calls" WHERE "roomId" = ${roomId})`;
}

function markRoomsUsed(
  prisma: PrismaClient,
  which: NonNullable<Parameters<PrismaClient["room"]["updateMany"]>[0]["where"]>,
  atMs: number,
): Operation {
  const lastUsedAt = new Date(atMs);
  return prisma.room.updateMany({
    where: { ...which, lastUsedAt: { lt: lastUsedAt } },
    data: { lastUsedAt },
  });
}

/**
 * Finds or makes the user of each join: by e-mail, else by device, else a fresh one. Adds the writes to `operations`
 * and returns the way from a join to its user's id.
 */
async function planUsers(
  prisma: PrismaClient,
  kind: Database["kind"],
  joins: readonly Of<"participant-joined">[],
  operations: Operation[],
): Promise<(join: Of<"participant-joined">) => string> {
  const emails = unique(joins.flatMap(({ person }) => person.email ?? []));
  const devices = unique(
    joins.flatMap(({ person }) => (person.email === null ? (person.deviceHash ?? []) : [])),
  );
  const select = { id: true, email: true, deviceHash: true, name: true };
  const [byEmail, byDevice] = await Promise.all([
    emails.length === 0 ? [] : prisma.user.findMany({ where: { email: { in: emails } }, select }),
    devices.length === 0
      ? []
      : prisma.user.findMany({ where: { deviceHash: { in: devices } }, select }),
  ]);

  const users = new Map<string, { id: string; name: string }>();
  for (const user of byEmail) users.set(`email ${user.email}`, user);
  for (const user of byDevice) users.set(`device ${user.deviceHash}`, user);

  const made = new Map<
    string,
    { id: string; email: string | null; deviceHash: string | null; name: string; createdAt: Date }
  >();
  const renamed = new Map<string, string>();
  for (const join of joins) {
    const key = userKey(join);
    const known = users.get(key);
    if (known !== undefined) {
      if (known.name !== join.person.name) renamed.set(known.id, join.person.name);
      else renamed.delete(known.id);
      continue;
    }
    const earlier = made.get(key);
    if (earlier !== undefined) {
      earlier.name = join.person.name;
      continue;
    }
    const { name, email, deviceHash } = join.person;
    made.set(key, {
      id: randomUUID(),
      email,
      // An e-mail chose this user; the device stays with the user who gives none.
      deviceHash: email === null ? deviceHash : null,
      name,
      createdAt: new Date(join.atMs),
    });
  }
  if (made.size > 0) operations.push(insertRows(prisma, kind, "users", [...made.values()]));
  for (const [id, name] of renamed)
    operations.push(prisma.user.updateMany({ where: { id }, data: { name } }));

  return (join) => {
    const key = userKey(join);
    const user = users.get(key) ?? made.get(key);
    if (user === undefined) throw new Error("a join has no user");
    return user.id;
  };
}

function userKey({ participationId, person }: { participationId: string; person: Person }): string {
  if (person.email !== null) return `email ${person.email}`;
  if (person.deviceHash !== null) return `device ${person.deviceHash}`;
  return `nobody ${participationId}`;
}

function latest(events: readonly { readonly atMs: number }[]): number {
  return Math.max(...events.map(({ atMs }) => atMs));
}

function only<Kind extends CallEvent["kind"]>(batch: readonly CallEvent[], kind: Kind): Of<Kind>[] {
  return batch.filter((event): event is Of<Kind> => event.kind === kind);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

function group<Item, Key>(items: Iterable<Item>, keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [item]);
    else members.push(item);
  }
  return groups;
}

/** Things that happened in the same millisecond share a statement. */
function groupByTime<Event extends { readonly atMs: number }>(
  events: readonly Event[],
  idOf: (event: Event) => string,
): [number, string[]][] {
  return [...group(events, (event) => event.atMs)].map(([atMs, same]) => [
    atMs,
    unique(same.map(idOf)),
  ]);
}
