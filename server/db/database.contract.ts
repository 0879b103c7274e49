/** What every database must do; `sqlite.test.ts` and `postgresql.test.ts` run it against theirs. */

import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ChatEntry, ChatId } from "#protocol/chat.ts";
import { ParticipantId } from "#protocol/ids.ts";
import { type RoomCode, roomCodeFromBytes } from "#protocol/room-code.ts";
import type { Schedule } from "#protocol/schedule.ts";
import type { CallEvent, Database, GivenRole, Person } from "./database.ts";
import { RoomCodeTakenError } from "./errors.ts";
import { DEFAULT_SETTINGS } from "./room-settings.ts";

const FLUSH_MS = 10_000;
const T0 = Date.UTC(2026, 0, 5, 10);
const DAY_MS = 24 * 3_600_000;

const ann: Person = { name: "Ann", email: null, deviceHash: "a1".repeat(32) };
const ben: Person = { name: "Ben", email: "ben@example.org", deviceHash: "b2".repeat(32) };

/** What the suite needs from the outside of the interface to look behind it. */
export interface ContractDatabase {
  readonly database: Database;
  /** Rows of a SELECT, for what the interface does not show; or any other statement. */
  select(sql: string): Promise<readonly (readonly unknown[])[]>;
  /** Opens the same database anew without closing this one, as the next process does after `kill -9`. */
  reopen(): Promise<ContractDatabase>;
  close(): Promise<void>;
}

function aCode(): RoomCode {
  return roomCodeFromBytes(crypto.getRandomValues(new Uint8Array(12)));
}

/** Registers the suite; `open` gives an empty database. */
export function describeDatabaseContract(open: () => Promise<ContractDatabase>): void {
  let contract: ContractDatabase;
  let database: Database;

  beforeEach(async () => {
    contract = await open();
    database = contract.database;
  });

  afterEach(async () => {
    await contract.close();
  });

  function aRoom(code = aCode(), atMs = T0) {
    return database.rooms.create({
      code,
      hostKeyHash: "c3".repeat(32),
      requireEmail: false,
      lobby: false,
      passwordHash: null,
      atMs,
    });
  }

  async function write(...events: CallEvent[]): Promise<void> {
    for (const event of events) database.journal.record(event);
    await database.journal.flush(FLUSH_MS);
  }

  function started(callId: string, roomId: string, atMs = T0): CallEvent {
    return { kind: "call-started", callId, roomId, atMs };
  }

  function joined(
    callId: string,
    person: Person,
    atMs = T0,
    participationId: string = randomUUID(),
  ) {
    return {
      kind: "participant-joined" as const,
      participationId,
      callId,
      participantId: randomUUID(),
      person,
      browser: "Firefox 153",
      atMs,
    };
  }

  function anEntry(seq: number, text: string, atMs = T0 + seq): ChatEntry {
    return {
      seq,
      id: ChatId.parse(randomUUID()),
      atMs,
      from: ParticipantId.parse("participant-ann-"),
      name: "Ann",
      body: { kind: "text", text },
    };
  }

  function posted(callId: string, entry: ChatEntry): CallEvent {
    return { kind: "chat-posted", callId, entry };
  }

  const users = async () =>
    (
      await contract.select('SELECT "name", "email", "deviceHash" FROM "users" ORDER BY "name"')
    ).map(([name, email, deviceHash]) => ({ name, email, deviceHash }));

  describe("rooms", () => {
    test("a room is found by its code as it was made", async () => {
      const code = aCode();

      const room = await database.rooms.create({
        code,
        hostKeyHash: "d4",
        requireEmail: true,
        lobby: false,
        passwordHash: "e5",
        atMs: T0,
      });

      expect(room).toEqual({
        id: expect.any(String),
        code,
        title: null,
        schedule: null,
        hostKeyHash: "d4",
        requireEmail: true,
        lobby: false,
        settings: DEFAULT_SETTINGS,
        passwordHash: "e5",
        createdAtMs: T0,
        closedAtMs: null,
      });
      expect(await database.rooms.find(code)).toEqual(room);
    });

    test("an unknown code finds nothing", async () => {
      expect(await database.rooms.find(aCode())).toBeNull();
    });

    test("a code is given once", async () => {
      const { code } = await aRoom();

      await expect(aRoom(code)).rejects.toBeInstanceOf(RoomCodeTakenError);
      expect(await database.rooms.count()).toBe(1);
    });

    test("a closed room stays closed until it is reopened", async () => {
      const room = await aRoom();

      await database.rooms.close(room.id, T0 + 5);
      expect((await database.rooms.find(room.code))?.closedAtMs).toBe(T0 + 5);

      await database.rooms.reopen(room.id);
      expect((await database.rooms.find(room.code))?.closedAtMs).toBeNull();
    });

    test("a room keeps its lobby until it is taken away", async () => {
      const room = await aRoom();

      await database.rooms.setLobby(room.id, true);
      expect((await database.rooms.findToEnter(room.code, T0))?.room.lobby).toBe(true);

      await database.rooms.setLobby(room.id, false);
      expect((await database.rooms.find(room.code))?.lobby).toBe(false);
    });

    const weekly: Schedule = {
      startsAtMs: T0 + 60_000,
      minutes: 45,
      timeZone: "Europe/Berlin",
      repeats: "weekly",
    };

    test("a room keeps its title and schedule, whatever is written in them", async () => {
      const title = `Plans "for" 'Ben', \\ and %_ 李 آنا`;
      const { code } = await database.rooms.create({
        code: aCode(),
        hostKeyHash: "d4",
        requireEmail: false,
        lobby: false,
        title,
        schedule: weekly,
        passwordHash: null,
        atMs: T0,
      });

      expect(await database.rooms.find(code)).toMatchObject({ title, schedule: weekly });
      expect((await database.rooms.findToEnter(code, T0))?.room).toMatchObject({ title });
    });

    test("a change leaves alone what it does not name, and null takes away", async () => {
      const room = await aRoom();

      const named = await database.rooms.change(room.id, { title: "Plans", lobby: true }, T0 + 1);
      expect(named).toEqual({ ...room, title: "Plans", lobby: true });

      const planned = await database.rooms.change(room.id, { schedule: weekly }, T0 + 2);
      expect(planned).toEqual({ ...room, title: "Plans", lobby: true, schedule: weekly });

      const cleared = { title: null, schedule: null, requireEmail: true };
      expect(await database.rooms.change(room.id, cleared, T0 + 3)).toEqual({
        ...room,
        lobby: true,
        requireEmail: true,
      });
      expect(await database.rooms.change(room.id, {}, T0 + 4)).toEqual(
        await database.rooms.find(room.code),
      );
    });

    test("two changes at once are both there", async () => {
      const room = await aRoom();

      await Promise.all([
        database.rooms.change(room.id, { title: "Plans" }, T0),
        database.rooms.change(room.id, { schedule: weekly }, T0),
      ]);

      expect(await database.rooms.find(room.code)).toMatchObject({
        title: "Plans",
        schedule: weekly,
      });
    });

    test("a schedule that cannot be read is none", async () => {
      const room = await aRoom();
      for (const broken of ["{", "4", '{"startsAtMs":"soon"}', "null"]) {
        await contract.select(`UPDATE "rooms" SET "schedule" = '${broken}'`);
        expect(await database.rooms.find(room.code), broken).toEqual(room);
      }
    });

    test("a deleted room takes its calls along, and people who have no other", async () => {
      const [room, other] = [await aRoom(), await aRoom()];
      await write(
        started("call-1", room.id),
        joined("call-1", ann),
        joined("call-1", ben),
        posted("call-1", anEntry(1, "hello")),
        started("call-2", other.id),
        joined("call-2", ben),
      );

      await database.rooms.delete(room.id);

      expect(await database.rooms.find(room.code)).toBeNull();
      expect((await database.calls.listOpen()).map(({ callId }) => callId)).toEqual(["call-2"]);
      expect((await users()).map(({ name }) => name)).toEqual(["Ben"]);
      expect(await contract.select('SELECT "entry" FROM "chat_entries"')).toEqual([]);
    });

    test("what is still to be told of a deleted room holds nothing up", async () => {
      const [room, other] = [await aRoom(), await aRoom()];
      await write(started("call-1", room.id));
      await database.rooms.delete(room.id);

      await write(
        joined("call-1", ann),
        { kind: "call-ended", callId: "call-1", keepsChat: false, atMs: T0 + 1 },
        started("call-2", other.id),
      );

      expect((await database.calls.listOpen()).map(({ callId }) => callId)).toEqual(["call-2"]);
      expect(await users()).toEqual([]);
    });

    test("changing or deleting a room that is gone is no error", async () => {
      expect(await database.rooms.change(randomUUID(), { title: "Plans" }, T0)).toBeNull();
      await expect(database.rooms.delete(randomUUID())).resolves.toBeUndefined();
    });

    test("a room keeps what was set for it, also what the next process finds", async () => {
      const room = await aRoom();
      const settings = {
        guestsMay: { microphone: true, camera: false, screen: true, chat: false, rename: false },
        startsMuted: true,
        keepChat: 30,
        hostFirst: true,
      } as const;

      await database.rooms.setSettings(room.id, settings);

      expect(await database.rooms.find(room.code)).toEqual({ ...room, settings });
      await database.rooms.change(room.id, { title: null }, T0);
      expect((await database.rooms.find(room.code))?.settings).toEqual(settings);
      contract = await contract.reopen();
      database = contract.database;
      expect((await database.rooms.findToEnter(room.code, T0))?.room.settings).toEqual(settings);
    });

    test("a room has its settings from the beginning, and with a change of it", async () => {
      const settings = { ...DEFAULT_SETTINGS, keepChat: 7 } as const;
      const room = await database.rooms.create({
        code: aCode(),
        hostKeyHash: "d4",
        requireEmail: false,
        lobby: false,
        settings,
        passwordHash: null,
        atMs: T0,
      });
      expect(await database.rooms.find(room.code)).toEqual({ ...room, settings });

      const changed = { ...settings, keepChat: "never" } as const;
      expect(await database.rooms.change(room.id, { lobby: true, settings: changed }, T0)).toEqual({
        ...room,
        lobby: true,
        settings: changed,
      });
    });

    test("a room gets another password with a change of it, and keeps it with any other", async () => {
      const room = await aRoom();

      expect(await database.rooms.change(room.id, { passwordHash: "slow" }, T0)).toEqual({
        ...room,
        passwordHash: "slow",
      });
      await database.rooms.change(room.id, { lobby: true }, T0);
      expect((await database.rooms.find(room.code))?.passwordHash).toBe("slow");
      await database.rooms.change(room.id, { passwordHash: null }, T0);
      expect((await database.rooms.find(room.code))?.passwordHash).toBeNull();
    });

    test("a room whose settings cannot be read is as one for which nothing was set", async () => {
      const room = await aRoom();
      await database.rooms.setSettings(room.id, { ...DEFAULT_SETTINGS, startsMuted: true });

      await contract.select(`UPDATE "rooms" SET "settings" = '{"guestsMay":'`);

      expect((await database.rooms.find(room.code))?.settings).toEqual(DEFAULT_SETTINGS);
    });

    test("a room keeps the hash of its password until it is taken away", async () => {
      const room = await aRoom();

      await database.rooms.setPassword(room.id, "scrypt$hash");
      expect((await database.rooms.findToEnter(room.code, T0))?.room.passwordHash).toBe(
        "scrypt$hash",
      );

      await database.rooms.setPassword(room.id, null);
      expect((await database.rooms.find(room.code))?.passwordHash).toBeNull();
    });

    test("closing a room that is gone is no error", async () => {
      await expect(database.rooms.close(randomUUID(), T0)).resolves.toBeUndefined();
    });
  });

  describe("the journal", () => {
    test("a running call with its open seats is there to restore after the process was killed", async () => {
      const room = await aRoom();
      const first = joined("call-1", ann, T0 + 1);
      const second = joined("call-1", ben, T0 + 2);
      await write(
        started("call-1", room.id),
        first,
        { kind: "call-peaked", callId: "call-1", people: 2 },
        second,
      );
      await write({
        kind: "participant-left",
        participationId: second.participationId,
        atMs: T0 + 3,
      });

      contract = await contract.reopen();
      database = contract.database;

      expect(await database.calls.listOpen()).toEqual([
        {
          callId: "call-1",
          room,
          startedAtMs: T0,
          locked: false,
          peakPeople: 2,
          seats: [
            {
              participationId: first.participationId,
              participantId: first.participantId,
              name: "Ann",
              browser: "Firefox 153",
              deviceHash: ann.deviceHash,
              role: null,
              joinedAtMs: T0 + 1,
            },
          ],
          chat: [],
        },
      ]);
    });

    test("what was said last of a lock and of roles is there to restore, in one batch and in more", async () => {
      const room = await aRoom();
      const first = joined("call-1", ann, T0 + 1);
      const second = joined("call-1", ben, T0 + 2);
      const third = joined("call-1", { ...ann, name: "Cem" }, T0 + 3);
      const locked = (sinceMs: number | null): CallEvent => ({
        kind: "call-locked",
        callId: "call-1",
        sinceMs,
      });
      const given = (join: { participationId: string }, role: GivenRole): CallEvent => ({
        kind: "role-given",
        participationId: join.participationId,
        role,
      });
      const found = async () => {
        const [call] = await database.calls.listOpen();
        return [call?.locked, ...(call?.seats.map(({ role }) => role) ?? [])];
      };

      await write(
        started("call-1", room.id),
        first,
        second,
        third,
        given(first, "host"),
        given(second, "cohost"),
        locked(T0),
      );
      expect(await found()).toEqual([true, "host", "cohost", null]);

      await write(given(second, null), given(third, "cohost"), locked(null), locked(T0 + 1));
      expect(await found()).toEqual([true, "host", null, "cohost"]);

      await write(locked(null), given(third, "host"), given(third, null));
      // What comes again after a lost answer, and what is about somebody who is gone.
      await write(locked(null), given(third, null), given(joined("call-1", ben), "cohost"));
      expect(await found()).toEqual([false, "host", null, null]);
    });

    test("the name that somebody took last is the one to restore, in one batch and in more", async () => {
      const room = await aRoom();
      const first = joined("call-1", ann, T0 + 1);
      const second = joined("call-1", ben, T0 + 2);
      const renamed = (join: { participationId: string }, name: string): CallEvent => ({
        kind: "participant-renamed",
        participationId: join.participationId,
        name,
      });
      const names = async () => (await database.calls.listOpen())[0]?.seats.map(({ name }) => name);

      await write(started("call-1", room.id), first, second, renamed(first, "Anna"));
      expect(await names()).toEqual(["Anna", ben.name]);

      await write(renamed(second, "Benno"), renamed(second, "Benedict"));
      // What comes again after a lost answer, and what is about somebody who is gone.
      await write(renamed(second, "Benedict"), renamed(joined("call-1", ben), "Eve"));
      expect(await names()).toEqual(["Anna", "Benedict"]);
      expect((await users()).map(({ name }) => name)).toEqual(["Anna", "Benedict"]);
    });

    test("a chat is there to restore, without what was taken back, and goes with its call", async () => {
      const room = await aRoom();
      const entries = [1, 2, 3].map((seq) => anEntry(seq, `message ${seq}, "quoted" 'too'`));
      const chat = async () => (await database.calls.listOpen())[0]?.chat;
      const rows = () => contract.select('SELECT "entry" FROM "chat_entries"');
      await write(
        started("call-1", room.id),
        joined("call-1", ann),
        ...entries.map((entry) => posted("call-1", entry)),
        // In the batch of its message, and in a later one.
        { kind: "chat-deleted", roomId: room.id, callId: "call-1", seq: 1 },
      );
      await write(
        { kind: "chat-deleted", roomId: room.id, callId: "call-1", seq: 2 },
        ...entries.map((entry) => posted("call-1", entry)),
      );

      const deleted = { kind: "deleted" };
      expect(await chat()).toEqual([
        { ...entries[0], body: deleted },
        { ...entries[1], body: deleted },
        entries[2],
      ]);
      expect(JSON.stringify(await rows())).not.toContain("message 1");
      expect(JSON.stringify(await rows())).not.toContain("message 2");

      await write({ kind: "call-ended", callId: "call-1", keepsChat: false, atMs: T0 + 9 });
      expect(await rows()).toEqual([]);
    });

    test("a chat that is kept outlives its call, is read from a time on, and goes with its room", async () => {
      const [room, other] = [await aRoom(), await aRoom()];
      const first = [anEntry(1, "one", T0), anEntry(2, "two", T0 + 5)];
      const second = [anEntry(3, "three", T0 + 20)];
      await write(
        started("call-1", room.id),
        ...first.map((entry) => posted("call-1", entry)),
        { kind: "call-ended", callId: "call-1", keepsChat: true, atMs: T0 + 9 },
        started("elsewhere", other.id),
        posted("elsewhere", anEntry(1, "of another room")),
        started("call-2", room.id, T0 + 10),
        ...second.map((entry) => posted("call-2", entry)),
      );
      const read = (sinceMs: number, limit = 100) =>
        database.rooms.listChat(room.id, { sinceMs, limit });

      expect(await read(0)).toEqual([...first, ...second]);
      expect(await read(T0 + 5)).toEqual([...first.slice(1), ...second]);
      expect(await read(0, 2)).toEqual([...first.slice(1), ...second]);
      expect(
        (await database.calls.listOpen()).find(({ callId }) => callId === "call-2")?.chat,
      ).toEqual(second);

      await database.rooms.delete(room.id);
      expect(await read(0)).toEqual([]);
      expect(await contract.select('SELECT "entry" FROM "chat_entries"')).toHaveLength(1);
    });

    test("what is taken back in a later call is gone, in this room alone", async () => {
      const [room, other] = [await aRoom(), await aRoom()];
      await write(
        started("call-1", room.id),
        posted("call-1", anEntry(1, "taken back")),
        { kind: "call-ended", callId: "call-1", keepsChat: true, atMs: T0 + 9 },
        started("elsewhere", other.id),
        posted("elsewhere", anEntry(1, "of another room")),
        started("call-2", room.id, T0 + 10),
      );

      await write({ kind: "chat-deleted", roomId: room.id, callId: "call-2", seq: 1 });

      const which = { sinceMs: 0, limit: 10 };
      expect((await database.rooms.listChat(room.id, which)).map(({ body }) => body)).toEqual([
        { kind: "deleted" },
      ]);
      expect((await database.rooms.listChat(other.id, which)).map(({ body }) => body)).toEqual([
        { kind: "text", text: "of another room" },
      ]);
    });

    test.each([
      { keeping: "never", left: [] },
      { keeping: "call", left: ["just now"] },
      { keeping: 1, left: ["a moment under a day", "just now"] },
      { keeping: 7, left: ["two days", "a moment under a day", "just now"] },
      { keeping: 30, left: ["eight days", "two days", "a moment under a day", "just now"] },
    ] as const)(
      "what is kept no longer is forgotten at once: $keeping",
      async ({ keeping, left }) => {
        const [room, other] = [await aRoom(), await aRoom()];
        const ago = (ms: number) => T0 - ms;
        await write(
          started("call-1", room.id, ago(40 * DAY_MS)),
          posted("call-1", anEntry(1, "forty days", ago(40 * DAY_MS))),
          posted("call-1", anEntry(2, "eight days", ago(8 * DAY_MS))),
          posted("call-1", anEntry(3, "two days", ago(2 * DAY_MS))),
          posted("call-1", anEntry(4, "a moment under a day", ago(DAY_MS - 1))),
          { kind: "call-ended", callId: "call-1", keepsChat: true, atMs: ago(50) },
          started("call-2", room.id, ago(40)),
          posted("call-2", anEntry(5, "just now", ago(30))),
          started("elsewhere", other.id, ago(40 * DAY_MS)),
          posted("elsewhere", anEntry(1, "of another room", ago(40 * DAY_MS))),
        );
        const texts = async (roomId: string) =>
          (await database.rooms.listChat(roomId, { sinceMs: 0, limit: 10 })).map(({ body }) =>
            body.kind === "text" ? body.text : body.kind,
          );

        await write({ kind: "chat-forgotten", roomId: room.id, keeping, atMs: T0 });

        expect(await texts(room.id)).toEqual(left);
        expect(await texts(other.id)).toEqual(["of another room"]);
      },
    );

    test("a message of a call that is gone is left out, and holds up nothing", async () => {
      const room = await aRoom();

      await write(posted("gone", anEntry(1, "hello")), started("call-1", room.id));

      expect(await database.calls.listOpen()).toHaveLength(1);
      expect(await contract.select('SELECT "entry" FROM "chat_entries"')).toEqual([]);
    });

    test("a whole call in one batch comes out as it was", async () => {
      const room = await aRoom();
      const first = joined("call-1", ann, T0 + 1);
      const second = joined("call-1", ben, T0 + 2);

      await write(
        started("call-1", room.id),
        first,
        { kind: "call-peaked", callId: "call-1", people: 1 },
        second,
        { kind: "call-peaked", callId: "call-1", people: 2 },
        { kind: "participant-left", participationId: first.participationId, atMs: T0 + 60 },
        { kind: "call-ended", callId: "call-1", keepsChat: false, atMs: T0 + 90 },
      );

      expect(await database.calls.listOpen()).toEqual([]);
      expect(await database.calls.listPast({ limit: 10, search: "" })).toEqual([
        {
          callId: "call-1",
          code: room.code,
          startedAtMs: T0,
          endedAtMs: T0 + 90,
          peakPeople: 2,
          participations: [
            { name: "Ann", browser: "Firefox 153", joinedAtMs: T0 + 1, leftAtMs: T0 + 60 },
            { name: "Ben", browser: "Firefox 153", joinedAtMs: T0 + 2, leftAtMs: T0 + 90 },
          ],
        },
      ]);
    });

    test("an event told twice counts once, in one batch and in two", async () => {
      const room = await aRoom();
      const join = joined("call-1", ann);
      const left: CallEvent = {
        kind: "participant-left",
        participationId: join.participationId,
        atMs: T0 + 5,
      };
      const ended: CallEvent = {
        kind: "call-ended",
        callId: "call-1",
        keepsChat: false,
        atMs: T0 + 9,
      };

      await write(started("call-1", room.id), started("call-1", room.id), join, join);
      await write(started("call-1", room.id), join, left, left);
      await write(left, { ...left, atMs: T0 + 6 }, ended, { ...ended, atMs: T0 + 10 });

      const [call] = await database.calls.listPast({ limit: 10, search: "" });
      expect(call?.endedAtMs).toBe(T0 + 9);
      expect(call?.participations).toEqual([
        expect.objectContaining({ name: "Ann", leftAtMs: T0 + 5 }),
      ]);
      expect(await users()).toHaveLength(1);
    });

    test("the peak only grows", async () => {
      const room = await aRoom();
      await write(started("call-1", room.id), { kind: "call-peaked", callId: "call-1", people: 4 });
      await write({ kind: "call-peaked", callId: "call-1", people: 3 });

      expect((await database.calls.listOpen())[0]?.peakPeople).toBe(4);
    });

    test("many people who join at once are all written", async () => {
      const room = await aRoom();
      const people = Array.from({ length: 700 }, (_, at) =>
        joined("call-1", { name: `Ann ${at}`, email: null, deviceHash: `device ${at}` }),
      );

      await write(started("call-1", room.id), ...people);

      expect((await database.calls.listOpen())[0]?.seats).toHaveLength(700);
      expect(await users()).toHaveLength(700);
    });

    test("events of a room or a call that is gone are left out and hold nothing up", async () => {
      const room = await aRoom();

      await write(
        started("call-x", randomUUID()),
        joined("call-x", ann),
        { kind: "participant-left", participationId: randomUUID(), atMs: T0 },
        { kind: "call-ended", callId: "call-y", keepsChat: false, atMs: T0 },
        started("call-1", room.id),
      );

      expect((await database.calls.listOpen()).map((call) => call.callId)).toEqual(["call-1"]);
      expect(await users()).toEqual([]);
    });

    test("a name that the database cannot take is left out and holds nothing up", async () => {
      const room = await aRoom();
      // PostgreSQL takes no NUL in a text; SQLite takes it.
      const strange = joined("call-1", { ...ann, name: "A\u0000nn" });
      const good = joined("call-1", ben);

      await write(started("call-1", room.id), strange, good);

      const names = (await database.calls.listOpen())[0]?.seats.map((seat) => seat.name);
      expect(names).toContain("Ben");
    });
  });

  describe("users", () => {
    test("the same device is the same user, with the name given last", async () => {
      const room = await aRoom();

      await write(started("call-1", room.id), joined("call-1", ann));
      await write(joined("call-1", { ...ann, name: "Anna" }));

      expect(await users()).toEqual([{ name: "Anna", email: null, deviceHash: ann.deviceHash }]);
      expect((await database.calls.listOpen())[0]?.seats.map((seat) => seat.name).sort()).toEqual([
        "Ann",
        "Anna",
      ]);
    });

    test("an e-mail finds its user from another device, and wins over the device", async () => {
      const room = await aRoom();

      await write(
        started("call-1", room.id),
        joined("call-1", ben),
        joined("call-1", { ...ben, email: null }),
      );
      await write(joined("call-1", { ...ben, deviceHash: "another" }));

      expect(await users()).toEqual(
        expect.arrayContaining([
          { name: "Ben", email: "ben@example.org", deviceHash: null },
          { name: "Ben", email: null, deviceHash: ben.deviceHash },
        ]),
      );
      expect(await users()).toHaveLength(2);
    });

    test("without e-mail and device every join is a fresh user", async () => {
      const room = await aRoom();
      const nobody: Person = { name: "Ann", email: null, deviceHash: null };

      await write(started("call-1", room.id), joined("call-1", nobody), joined("call-1", nobody));

      expect(await users()).toHaveLength(2);
    });
  });

  describe("past calls", () => {
    test("come newest first, as many as asked for, found by a part of the code in any form", async () => {
      const room = await aRoom(
        roomCodeFromBytes(new Uint8Array([7, 20, 19, 22, 4, 29, 27, 13, 16, 2, 21, 0])),
      );
      const other = await aRoom();
      expect(room.code).toBe("7mkp-4xvd-g2n0");
      for (const [at, where] of [room, other, room].entries()) {
        await write(started(`call-${at}`, where.id, T0 + at), {
          kind: "call-ended",
          callId: `call-${at}`,
          keepsChat: false,
          atMs: T0 + 100 - at,
        });
      }
      const find = async (search: string, limit = 10) =>
        (await database.calls.listPast({ limit, search })).map((call) => call.callId);

      expect(await find("")).toEqual(["call-2", "call-1", "call-0"]);
      expect(await find("", 2)).toEqual(["call-2", "call-1"]);
      for (const search of [room.code, "7MKP4XVDG2N0", "kp-4x", "p4xv", " g2nO "]) {
        expect(await find(search)).toEqual(["call-2", "call-0"]);
      }
      for (const search of ["%", "_", "--", "zzzzz"]) expect(await find(search)).toEqual([]);
    });
  });

  describe("removals", () => {
    test("are active until their time is over, in their room", async () => {
      const room = await aRoom();
      const removal = {
        roomId: room.id,
        participantId: "p-1",
        deviceHash: ann.deviceHash,
        email: "ann@example.org",
        atMs: T0,
        untilMs: T0 + 1_000,
      };
      await database.removals.add(removal);
      const other = await aRoom();

      expect(await database.removals.listActive(room.id, T0 + 999)).toEqual([removal]);
      expect(await database.removals.listActive(room.id, T0 + 1_000)).toEqual([]);
      expect(await database.removals.listActive(other.id, T0)).toEqual([]);
      expect(await database.rooms.findToEnter(room.code, T0 + 999)).toEqual({
        room,
        removals: [removal],
      });
      expect(await database.rooms.findToEnter(room.code, T0 + 1_000)).toEqual({
        room,
        removals: [],
      });
      expect(await database.rooms.findToEnter(aCode(), T0)).toBeNull();
    });

    test("are listed by the names of those stays, oldest first, until they are withdrawn", async () => {
      const room = await aRoom();
      await write(started("call-1", room.id), {
        ...joined("call-1", ann),
        participantId: "seat-1",
      });
      const removalOf = (participantId: string, atMs: number) => ({
        roomId: room.id,
        participantId,
        deviceHash: null,
        email: null,
        atMs,
        untilMs: T0 + 1_000,
      });
      const [named, unknown] = [removalOf("seat-1", T0), removalOf("seat-gone", T0 + 1)];
      for (const removal of [unknown, named]) await database.removals.add(removal);

      expect(await database.removals.listNamed(room.id, T0 + 999)).toEqual([
        { removal: named, name: ann.name },
        { removal: unknown, name: null },
      ]);
      expect(await database.removals.listNamed(room.id, T0 + 1_000)).toEqual([]);
      await database.removals.withdraw(named);
      expect(await database.removals.listNamed(room.id, T0)).toEqual([
        { removal: unknown, name: null },
      ]);
    });
  });

  describe("the administrator", () => {
    test("has sessions that end by time or by signing out", async () => {
      const session = { tokenHash: "e5", createdAtMs: T0, expiresAtMs: T0 + 1_000 };
      await database.admin.createSession(session);

      expect(await database.admin.findSession("e5", T0 + 999)).toEqual(session);
      expect(await database.admin.findSession("e5", T0 + 1_000)).toBeNull();
      expect(await database.admin.findSession("f6", T0)).toBeNull();

      await database.admin.deleteSession("e5");
      expect(await database.admin.findSession("e5", T0)).toBeNull();
    });

    test("leaves an audit, newest first", async () => {
      const entries = [
        { atMs: T0, action: "sign-in" as const, code: null, subject: null },
        { atMs: T0 + 1, action: "end-room" as const, code: "7mkp-4xvd-g2n0", subject: null },
        { atMs: T0 + 2, action: "remove-person" as const, code: "7mkp-4xvd-g2n0", subject: "Ben" },
      ];
      for (const entry of entries) await database.admin.addAudit(entry);

      expect(await database.admin.listAudit(10)).toEqual([...entries].reverse());
      expect(await database.admin.listAudit(1)).toEqual(entries.slice(2));
    });
  });

  describe("deleting what is old", () => {
    const limits = { beforeMs: T0, roomsBeforeMs: T0 - 1_000, nowMs: T0 + 10 };

    test("takes old calls, their people and nothing of what still runs", async () => {
      const room = await aRoom();
      await write(
        started("old", room.id, T0 - 50),
        joined("old", ann, T0 - 40),
        joined("old", ben, T0 - 40),
        { kind: "call-ended", callId: "old", keepsChat: false, atMs: T0 - 1 },
        started("recent", room.id, T0 - 30),
        { kind: "call-ended", callId: "recent", keepsChat: false, atMs: T0 },
        // Began long ago and runs still.
        started("running", room.id, T0 - 90),
        joined("running", ben, T0 - 80),
      );

      expect(await database.deleteExpired(limits)).toEqual({ calls: 1 });

      const past = await database.calls.listPast({ limit: 10, search: "" });
      expect(past.map((call) => call.callId)).toEqual(["recent"]);
      expect((await database.calls.listOpen()).map((call) => call.callId)).toEqual(["running"]);
      expect((await users()).map((user) => user.name)).toEqual(["Ben"]);
      expect(await contract.select('SELECT "id" FROM "participations"')).toHaveLength(1);
    });

    test("takes more than one portion of calls", async () => {
      const room = await aRoom();
      const calls = Array.from({ length: 450 }, (_, at) => `call-${at}`);
      await write(
        ...calls.flatMap((callId): CallEvent[] => [
          started(callId, room.id, T0 - 50),
          joined(callId, ann, T0 - 40),
          { kind: "call-ended", callId, keepsChat: false, atMs: T0 - 1 },
        ]),
      );

      expect(await database.deleteExpired(limits)).toEqual({ calls: 450 });
      expect(await users()).toEqual([]);
    });

    test("takes rooms unused for long, and not those used since or in use", async () => {
      const old = await aRoom(aCode(), T0 - 5_000);
      const used = await aRoom(aCode(), T0 - 5_000);
      const running = await aRoom(aCode(), T0 - 5_000);
      const fresh = await aRoom(aCode(), T0);
      await write(
        started("used", used.id, T0 - 3_000),
        { kind: "call-ended", callId: "used", keepsChat: false, atMs: T0 - 500 },
        started("running", running.id, T0 - 4_000),
      );

      await database.deleteExpired(limits);

      const left = [old, used, running, fresh].map(({ code }) => database.rooms.find(code));
      expect((await Promise.all(left)).map((room) => room?.id)).toEqual([
        undefined,
        used.id,
        running.id,
        fresh.id,
      ]);
    });

    test("leaves rooms that were changed since, and those that are planned for later", async () => {
      const [changed, planned, old] = [
        await aRoom(aCode(), T0 - 5_000),
        await aRoom(aCode(), T0 - 5_000),
        await aRoom(aCode(), T0 - 5_000),
      ];
      await database.rooms.change(changed.id, { title: "Plans" }, T0);
      const schedule = { startsAtMs: T0, minutes: 30, timeZone: "UTC", repeats: "never" } as const;
      await database.rooms.change(planned.id, { schedule }, T0 - 4_000);
      // Another change does not make it forget what is planned.
      await database.rooms.change(planned.id, { title: "Plans" }, T0 - 3_000);

      await database.deleteExpired(limits);

      const left = [changed, planned, old].map(({ code }) => database.rooms.find(code));
      expect((await Promise.all(left)).map((room) => room?.id)).toEqual([
        changed.id,
        planned.id,
        undefined,
      ]);
    });

    test("takes what each room keeps of its chat no longer", async () => {
      for (const keepChat of ["never", "call", 1, 7, 30] as const) {
        const room = await aRoom();
        await database.rooms.setSettings(room.id, { ...DEFAULT_SETTINGS, keepChat });
        const [past, now] = [`${keepChat}-past`, `${keepChat}-now`];
        await write(
          started(past, room.id, T0 - 9 * DAY_MS),
          ...[8, 2, 0].map((days, at) =>
            posted(past, anEntry(at + 1, `${days} days`, T0 - days * DAY_MS)),
          ),
          { kind: "call-ended", callId: past, keepsChat: true, atMs: T0 },
          started(now, room.id, T0 + 1),
          posted(now, anEntry(4, "running", T0 + 2)),
        );
      }

      await database.deleteExpired({ ...limits, beforeMs: T0 - 10 * DAY_MS });

      const left = await contract.select(
        'SELECT "callId", "seq" FROM "chat_entries" ORDER BY "callId", "seq"',
      );
      expect(left.map(([callId, seq]) => [callId, Number(seq)])).toEqual([
        ["1-now", 4],
        ["1-past", 3],
        ["30-now", 4],
        ["30-past", 1],
        ["30-past", 2],
        ["30-past", 3],
        ["7-now", 4],
        ["7-past", 2],
        ["7-past", 3],
        ["call-now", 4],
      ]);
    });

    test("takes audit entries as old as the calls it takes", async () => {
      const entry = { action: "remove-person", code: null, subject: "Ben" } as const;
      await database.admin.addAudit({ ...entry, atMs: limits.beforeMs - 1 });
      await database.admin.addAudit({ ...entry, atMs: limits.beforeMs });

      await database.deleteExpired(limits);

      const left = await database.admin.listAudit(10);
      expect(left.map(({ atMs }) => atMs)).toEqual([limits.beforeMs]);
    });

    test("takes removals and sign-ins whose time is over", async () => {
      const room = await aRoom();
      const removal = {
        roomId: room.id,
        participantId: "p",
        deviceHash: null,
        email: null,
        atMs: T0,
      };
      await database.removals.add({ ...removal, untilMs: T0 + 10 });
      await database.removals.add({ ...removal, untilMs: T0 + 11 });
      await database.admin.createSession({
        tokenHash: "over",
        createdAtMs: T0,
        expiresAtMs: T0 + 10,
      });
      await database.admin.createSession({
        tokenHash: "good",
        createdAtMs: T0,
        expiresAtMs: T0 + 11,
      });

      await database.deleteExpired(limits);

      expect(await contract.select('SELECT "id" FROM "removals"')).toHaveLength(1);
      expect(await contract.select('SELECT "tokenHash" FROM "admin_sessions"')).toEqual([["good"]]);
    });
  });

  test("answers a ping", async () => {
    await expect(database.ping()).resolves.toBeUndefined();
  });

  test("closing writes what the journal holds", async () => {
    const room = await aRoom();
    database.journal.record(started("call-1", room.id));

    await database.close();
    contract = await contract.reopen();
    database = contract.database;

    expect(await database.calls.listOpen()).toHaveLength(1);
  });
}
