import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ChatPost } from "#protocol/chat.ts";
import { ChatId } from "#protocol/chat.ts";
import { KnockId } from "#protocol/ids.ts";
import { ALL_PERMITTED, GuestUse } from "#protocol/moderation.ts";
import type { Moderation } from "#protocol/moderation-request.ts";
import { RoomCode } from "#protocol/room-code.ts";
import { RoomPassword } from "#protocol/room-password.ts";
import {
  ask,
  askRaw,
  type Caller,
  GUESSES_PER_ROOM,
  join,
  newSession,
  nextNotice,
  type RunningApp,
  startApp,
  tryJoin,
} from "./app-for-tests.ts";
import { parseConfig } from "./config.ts";
import { DEFAULT_SETTINGS } from "./db/room-settings.ts";

/** What people do in a room and hosts do to them, as raw callers see it. */

let server: RunningApp;
beforeEach(async () => {
  server = await startApp();
});
afterEach(async () => {
  await server.stop();
});

const threeCallers = async () =>
  [await server.connect(), await server.connect(), await server.connect()] as const;

async function aMeeting() {
  const { code, hostKey } = await server.createRoom();
  const [ann, ben, cem] = await threeCallers();
  const cemSeat = await join(cem, code, { name: "Cem" });
  const seats = {
    ann: (await join(ann, code, { name: "Ann", hostKey })).participant,
    ben: (await join(ben, code, { name: "Ben" })).participant,
    cem: cemSeat.participant,
  };
  /** The room without what coming back to one's seat changes. */
  const state = async () => {
    const { room } = await join(ann, code, { name: "Ann" });
    return {
      locked: room.locked,
      hostFirst: room.hostFirst,
      guestsMay: room.guestsMay,
      startsMuted: room.startsMuted,
      password: room.password,
      spotlight: room.spotlight,
      keepChat: room.keepChat,
      lobbyMessage: room.lobbyMessage,
      people: room.participants.map(({ session, sessionKey, sessionSinceMs, ...rest }) => rest),
    };
  };
  return { code, hostKey, ann, ben, cem, cemSeat, seats, state };
}

const aText = (text: string): ChatPost => ({
  id: ChatId.parse(crypto.randomUUID()),
  body: { kind: "text", text },
});

describe("a host's actions", () => {
  it("[row 12] are refused to everybody else, and change nothing", async () => {
    const { ben, cem, seats, state } = await aMeeting();
    const before = await state();
    const heard: unknown[] = [];
    cem.on("host:acted", (notice) => void heard.push(notice));
    const actions: readonly Moderation[] = [
      { kind: "stop", who: seats.cem, source: "microphone" },
      { kind: "stop", who: null, source: "camera" },
      { kind: "stop", who: seats.ann, source: "screen" },
      { kind: "ask", who: seats.cem, source: "microphone" },
      { kind: "lower-hand", who: null },
      { kind: "spotlight", who: seats.ben, on: true },
      { kind: "spotlight", who: seats.cem, on: true },
      { kind: "spotlight", who: seats.ann, on: false },
      { kind: "role", who: seats.ben, role: "cohost" },
      { kind: "role", who: seats.cem, role: "cohost" },
      { kind: "remove", who: seats.cem },
      { kind: "remove", who: seats.cem, mayReturn: true },
      { kind: "remove", who: seats.ann },
      { kind: "lock", locked: true },
      { kind: "lobby", lobby: true },
      { kind: "host-first", hostFirst: true },
      { kind: "permit", what: "microphone", allowed: false },
      { kind: "start-muted", startsMuted: true },
      { kind: "password", password: RoomPassword.parse("mine now") },
      { kind: "password", password: null },
      { kind: "keep-chat", keeping: 30 },
      { kind: "keep-chat", keeping: "never" },
      { kind: "answer", knock: KnockId.parse("nobody-in-the-lobby"), admit: true },
      { kind: "lobby-message", text: "send me money" },
      { kind: "lobby-message", text: null },
      { kind: "end" },
    ];

    for (const action of actions) {
      const result = await ask(ben, "room:moderate", action);
      expect(result.ok ? "done" : result.code, action.kind).toMatch(/^(forbidden|invalid)$/);
    }

    expect(await state()).toEqual(before);
    expect(heard).toEqual([]);
  });

  it("are not a matter of what somebody claims of themselves", async () => {
    const { ben } = await aMeeting();

    expect(await askRaw(ben, "self:set", { role: "host" })).toMatchObject({ code: "invalid" });
    expect(await askRaw(ben, "self:set", { host: true })).toMatchObject({ code: "invalid" });
    expect(await askRaw(ben, "room:moderate", { kind: "end", by: "Ann" })).toMatchObject({
      code: "invalid",
    });
  });

  it("reach nobody of another room", async () => {
    const { ann } = await aMeeting();
    const other = await aMeeting();

    expect(await ask(ann, "room:moderate", { kind: "remove", who: other.seats.ben })).toMatchObject(
      {
        code: "peer-gone",
      },
    );
  });

  it("turn a source off in the state, and tell its owner who did it", async () => {
    const { ann, ben, seats } = await aMeeting();
    const told = nextNotice(ben, "host:acted");
    const changed = nextNotice(ben, "room:state", ({ participants }) =>
      participants.some(({ id, microphone }) => id === seats.ben && !microphone),
    );

    expect(
      await ask(ann, "room:moderate", { kind: "stop", who: seats.ben, source: "microphone" }),
    ).toMatchObject({ ok: true });

    expect(await told).toEqual({ kind: "stopped", source: "microphone", by: "Ann" });
    expect((await changed).participants.find(({ id }) => id === seats.cem)?.microphone).toBe(true);
  });

  it("of a co-host end with the role, also those on their way", async () => {
    const { ann, ben, seats } = await aMeeting();
    await ask(ann, "room:moderate", { kind: "role", who: seats.ben, role: "cohost" });
    expect(await ask(ben, "room:moderate", { kind: "lock", locked: true })).toMatchObject({
      ok: true,
    });

    await ask(ann, "room:moderate", { kind: "role", who: seats.ben, role: "guest" });

    expect(await ask(ben, "room:moderate", { kind: "lock", locked: false })).toMatchObject({
      code: "forbidden",
    });
  });

  it("of a co-host who is demoted while a removal is being stored are refused, and undo themselves", async () => {
    const { code, ann, ben, cem, cemSeat, seats } = await aMeeting();
    await ask(ann, "room:moderate", { kind: "role", who: seats.ben, role: "cohost" });
    const { removals } = server.database;
    const store = removals.add;
    let release = () => {};
    const reached = new Promise<void>((resolve) => {
      removals.add = async (removal) => {
        resolve();
        await new Promise<void>((go) => {
          release = go;
        });
        await store(removal);
      };
    });
    const heard: unknown[] = [];
    cem.on("session:end", (end) => void heard.push(end));

    const removing = ask(ben, "room:moderate", { kind: "remove", who: seats.cem });
    await reached;
    await ask(ann, "room:moderate", { kind: "role", who: seats.ben, role: "guest" });
    release();

    expect(await removing).toMatchObject({ code: "forbidden" });
    expect(heard).toEqual([]);
    const again = await join(cem, code, { name: "Cem", resumeToken: cemSeat.resumeToken });
    expect(again.participant).toBe(seats.cem);
    const room = await server.database.rooms.find(RoomCode.parse(code));
    expect(await removals.listActive(room?.id ?? "", Date.now())).toEqual([]);
  });

  it("of a host who is gone before it is their setting's turn set nothing", async () => {
    const { code, ann } = await aMeeting();
    const { rooms } = server.database;
    const store = rooms.setSettings;
    let release = () => {};
    const reached = new Promise<void>((resolve) => {
      rooms.setSettings = async (...settings) => {
        resolve();
        await new Promise<void>((go) => {
          release = go;
        });
        await store(...settings);
      };
    });

    const first = ask(ann, "room:moderate", { kind: "start-muted", startsMuted: true });
    await reached;
    const others = [
      ask(ann, "room:moderate", { kind: "permit", what: "chat", allowed: false }),
      ask(ann, "room:moderate", { kind: "lobby", lobby: true }),
    ];
    await ask(ann, "room:leave", {});
    release();

    expect(await first).toMatchObject({ ok: true });
    for (const other of others) expect(await other).toMatchObject({ code: "not-joined" });
    expect(await rooms.find(RoomCode.parse(code))).toMatchObject({
      lobby: false,
      settings: { ...DEFAULT_SETTINGS, startsMuted: true },
    });
  });

  it("send somebody out who may come straight back, though not as if they had never gone", async () => {
    const { code, ann, cem, cemSeat, seats } = await aMeeting();
    const gone = nextNotice(cem, "session:end");

    await ask(ann, "room:moderate", { kind: "remove", who: seats.cem, mayReturn: true });

    expect(await gone).toEqual({ reason: "removed-by-host", mayReturn: true });
    expect(await ask(cem, "self:set", { hand: true })).toMatchObject({ code: "not-joined" });
    await ask(ann, "room:moderate", { kind: "lobby", lobby: true });
    const { resumeToken } = cemSeat;
    expect(await tryJoin(cem, code, { name: "Cem", resumeToken })).toMatchObject({
      code: "lobby-waiting",
    });
  });

  it("[R9] let a removed person come again who has the host key, and nobody else, nor sees them who has not", async () => {
    const { ann, ben, code, seats } = await aMeeting();
    const cookie = await server.newDevice();
    const dee = await server.connect({ cookie });
    const { participant } = await join(dee, code, { name: "Dee" });
    await ask(ann, "room:moderate", { kind: "role", who: seats.ben, role: "cohost" });
    await ask(ann, "room:moderate", { kind: "remove", who: participant });
    const again = async () =>
      await tryJoin(await server.connect({ cookie }), code, { name: "Dee" });
    const outside = await server.connect();
    expect(await ask(outside, "removals:read", {})).toMatchObject({ code: "not-joined" });
    const eve = await server.connect();
    await join(eve, code, { name: "Eve" });

    for (const caller of [ben, eve]) {
      expect(await ask(caller, "removals:read", {})).toMatchObject({ code: "forbidden" });
      expect(
        await ask(caller, "room:moderate", { kind: "allow-again", participant }),
      ).toMatchObject({ code: "forbidden" });
    }
    expect(await again()).toMatchObject({ code: "removed" });

    const read = await ask(ann, "removals:read", {});
    expect(read).toMatchObject({ ok: true, value: { keptOut: [{ participant, name: "Dee" }] } });
    expect(JSON.stringify(read)).not.toContain("device");
    expect(await ask(ann, "room:moderate", { kind: "allow-again", participant })).toMatchObject({
      ok: true,
    });
    expect(await ask(ann, "removals:read", {})).toMatchObject({ value: { keptOut: [] } });
    expect(await ask(ann, "room:moderate", { kind: "allow-again", participant })).toMatchObject({
      code: "peer-gone",
    });
    expect(await again()).toMatchObject({ ok: true });
  });

  it("of two at once have one outcome each", async () => {
    const { ann, ben, cem, seats } = await aMeeting();
    await ask(ann, "room:moderate", { kind: "role", who: seats.ben, role: "cohost" });
    const gone = nextNotice(cem, "session:end");

    const results = await Promise.all(
      [ann, ben].map((host) => ask(host, "room:moderate", { kind: "remove", who: seats.cem })),
    );

    expect(await gone).toEqual({ reason: "removed-by-host" });
    expect(results.some(({ ok }) => ok)).toBe(true);
    for (const result of results) if (!result.ok) expect(result.code).toBe("peer-gone");
  });

  it("[S7] outlive the process: a lock, a co-host, and whose room it is", async () => {
    const { code, ann, cemSeat, seats } = await aMeeting();
    await ask(ann, "room:moderate", { kind: "role", who: seats.cem, role: "cohost" });
    await ask(ann, "room:moderate", { kind: "lock", locked: true });
    const restarted = async () => {
      await server.database.journal.flush(2_000);
      await server.stop({ keepDataDir: true });
      server = await startApp({ dataDir: server.dataDir });
      const dee = await tryJoin(await server.connect(), code, { name: "Dee" });
      const back = await server.connect();
      const { resumeToken } = cemSeat;
      const { room } = await join(back, code, { name: "Cem", resumeToken });
      const roles = Object.fromEntries(room.participants.map(({ name, role }) => [name, role]));
      return { dee, back, roles, locked: room.locked };
    };
    const roles = { Ann: "host", Ben: "guest", Cem: "cohost" };

    const first = await restarted();
    expect(first).toMatchObject({ locked: true, roles, dee: { code: "room-locked" } });
    const opens: Moderation = { kind: "lock", locked: false };
    expect(await ask(first.back, "room:moderate", opens)).toMatchObject({ ok: true });

    const second = await restarted();
    expect(second).toMatchObject({ locked: false, roles, dee: { ok: true } });
  });

  it("void a removed person's seat: what they send later counts no more", async () => {
    const { code, ann, cem, cemSeat, seats } = await aMeeting();
    const gone = nextNotice(cem, "session:end");
    await ask(ann, "room:moderate", { kind: "remove", who: seats.cem });
    await gone;

    expect(await ask(cem, "chat:post", aText("late"))).toMatchObject({ code: "not-joined" });
    expect(await ask(cem, "self:set", { hand: true })).toMatchObject({ code: "not-joined" });
    const { resumeToken } = cemSeat;
    expect(await tryJoin(cem, code, { name: "Cem", resumeToken })).toMatchObject({
      code: "removed",
    });
  });

  it("end the call for all, and the next one begins as ever", async () => {
    const { code, ann, ben } = await aMeeting();
    const ended = [ann, ben].map((each) => nextNotice(each, "session:end"));

    await ask(ann, "room:moderate", { kind: "end" });

    for (const notice of await Promise.all(ended))
      expect(notice).toEqual({ reason: "ended-by-host" });
    expect(await tryJoin(ben, code, { name: "Ben" })).toMatchObject({ ok: true });
  });

  it("[G5] put somebody in the spotlight for all, for who comes later too, until they have left", async () => {
    const { code, ann, ben, cem, seats } = await aMeeting();
    const told = [ben, cem].map((each) =>
      nextNotice(each, "room:state", ({ spotlight }) => spotlight !== null),
    );

    await ask(ann, "room:moderate", { kind: "spotlight", who: seats.ben, on: true });

    const onBen = { who: seats.ben, by: "Ann" };
    for (const { spotlight } of await Promise.all(told)) expect(spotlight).toEqual(onBen);
    const dee = await server.connect();
    expect((await join(dee, code, { name: "Dee" })).room.spotlight).toEqual(onBen);

    const away = nextNotice(dee, "room:state", ({ participants }) =>
      participants.some(({ id, seat }) => id === seats.ben && seat === "away"),
    );
    ben.io.engine.close();
    expect((await away).spotlight).toEqual(onBen);

    await ask(ann, "room:moderate", { kind: "spotlight", who: seats.cem, on: true });
    const gone = nextNotice(dee, "room:state", ({ participants }) =>
      participants.every(({ id }) => id !== seats.cem),
    );
    await ask(cem, "room:leave", {});
    expect((await gone).spotlight).toBeNull();
  });

  it("[G5] are the only ones that move the spotlight: a guest neither takes it nor ends it", async () => {
    const { ann, ben, cem, seats, state } = await aMeeting();
    await ask(ann, "room:moderate", { kind: "spotlight", who: seats.cem, on: true });
    const before = await state();
    expect(before.spotlight).toEqual({ who: seats.cem, by: "Ann" });
    const attempts = [
      [ben, seats.ben, true],
      [ben, seats.ann, true],
      [ben, seats.cem, false],
      [cem, seats.cem, false],
    ] as const;

    for (const [guest, who, on] of attempts)
      expect(await ask(guest, "room:moderate", { kind: "spotlight", who, on })).toMatchObject({
        code: "forbidden",
      });
    const forged = { kind: "spotlight", who: seats.ben, on: true, by: "Ann" };
    expect(await askRaw(ben, "room:moderate", forged)).toMatchObject({ code: "invalid" });

    expect(await state()).toEqual(before);
  });

  it("lock the room against new people", async () => {
    const { code, hostKey, ann } = await aMeeting();
    await ask(ann, "room:moderate", { kind: "lock", locked: true });
    const stranger = await server.connect();

    expect(await tryJoin(stranger, code, { name: "Dee" })).toMatchObject({ code: "room-locked" });
    expect(await tryJoin(stranger, code, { name: "Dee", hostKey })).toMatchObject({ ok: true });
  });
});

describe("the chat", () => {
  const texts = async (caller: Caller, afterSeq = 0) => {
    const page = await ask(caller, "chat:read", { afterSeq });
    if (!page.ok) throw new Error(page.code);
    return page.value.entries.map(({ name, body }) => [name, body.kind === "text" && body.text]);
  };

  it("is one log for all in the room, in the name of whoever holds the seat", async () => {
    const { ann, ben, cem } = await aMeeting();
    const heard = nextNotice(cem, "chat:entry");

    await ask(ann, "chat:post", aText("one"));
    await ask(ben, "chat:post", aText("two"));

    expect(await heard).toMatchObject({ seq: 1, name: "Ann" });
    expect(await texts(cem)).toEqual([
      ["Ann", "one"],
      ["Ben", "two"],
    ]);
    expect(await texts(cem, 1)).toEqual([["Ben", "two"]]);
  });

  it("counts what is sent twice once", async () => {
    const { ann } = await aMeeting();
    const post = aText("once");

    const [first, second] = [await ask(ann, "chat:post", post), await ask(ann, "chat:post", post)];

    expect(first).toEqual(second);
    expect(await texts(ann)).toHaveLength(1);
  });

  it("is nothing for those outside, nor for other rooms", async () => {
    const { ann } = await aMeeting();
    const other = await aMeeting();
    const stranger = await server.connect();
    const heard: unknown[] = [];
    for (const caller of [other.ben, stranger])
      caller.on("chat:entry", (entry) => void heard.push(entry));

    await ask(ann, "chat:post", aText("ours"));

    expect(await ask(stranger, "chat:read", { afterSeq: 0 })).toMatchObject({ code: "not-joined" });
    expect(await ask(stranger, "chat:post", aText("x"))).toMatchObject({ code: "not-joined" });
    expect(await texts(other.ben)).toEqual([]);
    expect(heard).toEqual([]);
  });

  it("deletes one's own alone", async () => {
    const { ann, ben } = await aMeeting();
    const post = aText("mine");
    await ask(ann, "chat:post", post);
    const deletion = () => ({
      id: ChatId.parse(crypto.randomUUID()),
      body: { kind: "deletion" as const, of: post.id },
    });

    expect(await ask(ben, "chat:post", deletion())).toMatchObject({ code: "forbidden" });
    expect(await ask(ann, "chat:post", deletion())).toMatchObject({ ok: true });
    expect(JSON.stringify(await ask(ben, "chat:read", { afterSeq: 0 }))).not.toContain("mine");
  });

  it.each([
    ["nothing", { kind: "text", text: " \u200b\n" }],
    ["a paste of 100 kB", { kind: "text", text: "a".repeat(90_000) }],
    ["an emoji that is none", { kind: "reaction", to: crypto.randomUUID(), emoji: "x", on: true }],
    ["an unknown kind", { kind: "html", text: "<b>" }],
  ])("refuses %s", async (_, body) => {
    const { ann } = await aMeeting();

    expect(await askRaw(ann, "chat:post", { id: crypto.randomUUID(), body })).toMatchObject({
      code: "invalid",
    });
  });

  it("slows down who floods it, and says for how long", async () => {
    const { ann } = await aMeeting();
    const results = [];
    for (let count = 0; count < 12; count += 1)
      results.push(await ask(ann, "chat:post", aText(String(count))));

    const refused = results.find((result) => !result.ok);
    expect(refused).toMatchObject({ code: "rate-limited" });
    expect(refused).toHaveProperty("retryAfterMs");
  });

  it("is there again after a restart of the server, as is the host", async () => {
    const { code, hostKey } = await server.createRoom();
    const ann = await server.connect();
    const seat = await join(ann, code, { name: "Ann", hostKey });
    await ask(ann, "chat:post", aText("kept"));
    await server.database.journal.flush(2_000);
    await server.stop({ keepDataDir: true });
    server = await startApp({ dataDir: server.dataDir });

    const back = await server.connect();
    const again = await join(back, code, { name: "Ann", resumeToken: seat.resumeToken });
    const ben = await server.connect();
    const { room } = await join(ben, code, { name: "Ben" });

    expect(again.participant).toBe(seat.participant);
    expect(await texts(back)).toEqual([["Ann", "kept"]]);
    expect(room.participants.map(({ name, role }) => [name, role])).toEqual([
      ["Ann", "host"],
      ["Ben", "guest"],
    ]);
  });

  it("is gone with the call", async () => {
    const { code, hostKey } = await server.createRoom();
    const ann = await server.connect();
    await join(ann, code, { name: "Ann", hostKey });
    await ask(ann, "chat:post", aText("of this call"));
    await ask(ann, "room:leave", {});

    await join(ann, code, { name: "Ann", hostKey });

    expect(await texts(ann)).toEqual([]);
  });

  /** What is stored of a room's chat, once all is written. */
  const stored = async (code: string) => {
    await server.database.journal.flush(2_000);
    const room = await server.database.rooms.find(RoomCode.parse(code));
    const entries = await server.database.rooms.listChat(room?.id ?? "", { sinceMs: 0, limit: 99 });
    return entries.map(({ body }) => (body.kind === "text" ? body.text : body.kind));
  };

  it("[G6] is there in the next call where the host keeps it for days, also after a restart", async () => {
    const { code, hostKey } = await server.createRoom();
    const [ann, ben] = await threeCallers();
    const hers = await join(ann, code, { name: "Ann", hostKey });
    const first = aText("last time");
    await ask(ann, "chat:post", first);
    await ask(ann, "room:moderate", { kind: "keep-chat", keeping: 7 });
    await ask(ann, "room:leave", {});

    // At once, while the end of the last call is not written yet.
    expect((await join(ben, code, { name: "Ben" })).room.keepChat).toBe(7);
    expect(await texts(ben)).toEqual([["Ann", "last time"]]);
    const reaction = { kind: "reaction", to: first.id, emoji: "👍", on: true } as const;
    expect(
      await ask(ben, "chat:post", { id: ChatId.parse(crypto.randomUUID()), body: reaction }),
    ).toMatchObject({ value: { seq: 2 } });
    expect(await ask(ben, "chat:post", aText("this time"))).toMatchObject({ value: { seq: 3 } });
    expect(await stored(code)).toEqual(["last time", "reaction", "this time"]);

    await server.stop({ keepDataDir: true });
    server = await startApp({ dataDir: server.dataDir });
    const back = await server.connect();
    await join(back, code, { name: "Ann", resumeToken: hers.resumeToken });
    expect(await texts(back)).toEqual([
      ["Ann", "last time"],
      ["Ben", false],
      ["Ben", "this time"],
    ]);
    // Whoever proves that it was theirs takes it back, although that call is over.
    const deletion = { kind: "deletion", of: first.id } as const;
    await ask(back, "chat:post", { id: ChatId.parse(crypto.randomUUID()), body: deletion });
    expect(await stored(code)).toEqual(["deleted", "reaction", "this time", "deletion"]);
  });

  it("[G6] is stored nowhere, and nothing for who comes later, where nothing is kept", async () => {
    const { code, ann, ben } = await aMeeting();
    await ask(ann, "chat:post", aText("before"));
    expect(await stored(code)).toEqual(["before"]);

    await ask(ann, "room:moderate", { kind: "keep-chat", keeping: "never" });
    await ask(ben, "chat:post", aText("between us"));

    expect(await stored(code)).toEqual([]);
    expect(await texts(ann)).toEqual([["Ben", "between us"]]);
    const dee = await server.connect();
    await join(dee, code, { name: "Dee" });
    expect(await texts(dee)).toEqual([]);
    await ask(ann, "chat:post", aText("for Dee too"));
    expect(await texts(dee)).toEqual([["Ann", "for Dee too"]]);

    await ask(ann, "room:moderate", { kind: "keep-chat", keeping: 30 });
    expect(await stored(code)).toEqual([]);
    expect(await texts(dee)).toEqual([]);
  });

  it("[G6] loses at once what is older than a shorter time that is set, and nobody but the owner sets it", async () => {
    await server.stop();
    let passedMs = 0;
    server = await startApp({ nowMs: () => Date.now() + passedMs });
    const { code, ann, ben, seats } = await aMeeting();
    await ask(ann, "room:moderate", { kind: "role", who: seats.ben, role: "cohost" });
    await ask(ann, "room:moderate", { kind: "keep-chat", keeping: 7 });
    await ask(ann, "chat:post", aText("two days ago"));
    passedMs = 2 * 24 * 3_600_000;
    await ask(ann, "chat:post", aText("just now"));
    expect(await ask(ben, "room:moderate", { kind: "keep-chat", keeping: 1 })).toMatchObject({
      code: "forbidden",
    });
    expect(await askRaw(ann, "room:moderate", { kind: "keep-chat", keeping: 365 })).toMatchObject({
      code: "invalid",
    });
    expect(await stored(code)).toEqual(["two days ago", "just now"]);

    await ask(ann, "room:moderate", { kind: "keep-chat", keeping: 1 });

    expect(await texts(ben)).toEqual([["Ann", "just now"]]);
    expect(await stored(code)).toEqual(["just now"]);

    // Too old for what is set, and not deleted yet: a longer time does not bring it back.
    passedMs *= 2;
    expect(await stored(code)).toEqual(["just now"]);
    await ask(ann, "room:moderate", { kind: "keep-chat", keeping: 30 });
    expect(await stored(code)).toEqual([]);
  });
});

describe("the lobby", () => {
  const nobody = KnockId.parse("nobody-in-the-lobby");

  async function aLobby() {
    const { code, hostKey } = await server.createRoom({ lobby: true });
    const [ann, ben] = [await server.connect(), await server.connect()] as const;
    await join(ann, code, { name: "Ann", hostKey });
    const session = newSession();
    const heard: string[] = [];
    ben.onAny((name: string) => void heard.push(name));
    const knocked = nextNotice(ann, "room:state", ({ waiting }) => waiting.length === 1);
    const refusal = await tryJoin(ben, code, { name: "Ben", session });
    const { waiting } = await knocked;
    return { code, hostKey, ann, ben, session, refusal, heard, knock: waiting[0]?.id ?? nobody };
  }

  it("[row 10] has who is new wait, and tells them nothing of the room", async () => {
    const { code, ann, ben, refusal, heard } = await aLobby();
    expect(refusal).toMatchObject({ code: "lobby-waiting" });

    const { participant } = await join(ann, code, { name: "Ann" });
    const received: unknown[] = [];
    ann.on("signal:receive", (signal) => void received.push(signal));
    for (const body of [
      { kind: "restart" },
      { kind: "description", type: "offer", sdp: "v=0\r\n" },
      {
        kind: "candidate",
        candidate: "candidate:1 1 udp 1 192.0.2.1 9 typ host",
        sdpMid: "0",
        sdpMLineIndex: 0,
        usernameFragment: null,
      },
    ] as const)
      expect(
        await ask(ben, "signal:send", {
          to: participant,
          toSession: newSession(),
          generation: 0,
          body,
        }),
      ).toMatchObject({ code: "not-joined" });
    expect(await ask(ben, "chat:read", { afterSeq: 0 })).toMatchObject({ code: "not-joined" });
    expect(await ask(ben, "room:look", { code })).toMatchObject({ value: { names: [] } });
    expect(heard).toEqual([]);
    expect(received).toEqual([]);
  });

  it("[L1] has whoever waits read what a host or co-host writes to them, at once or when they come, until it is taken away", async () => {
    const { code, ann, ben, heard } = await aLobby();
    const { code: elsewhere } = await server.createRoom();
    const [cem, eve] = [await server.connect(), await server.connect()];
    const seenOutside: string[] = [];
    eve.onAny((_name: string, notice: unknown) => void seenOutside.push(JSON.stringify(notice)));
    await ask(eve, "room:look", { code });
    await join(eve, elsewhere, { name: "Eve" });
    const write = (text: string | null) =>
      ask(ann, "room:moderate", { kind: "lobby-message", text });

    const first = nextNotice(ben, "lobby:message");
    const inside = nextNotice(ann, "room:state", ({ lobbyMessage }) => lobbyMessage !== null);
    expect(await write(" We begin\u202e at ten.\r\nStay here. ")).toMatchObject({ ok: true });
    expect(await first).toEqual({ text: "We begin at ten.\nStay here." });
    expect((await inside).lobbyMessage).toBe("We begin at ten.\nStay here.");

    const onComing = nextNotice(cem, "lobby:message");
    await tryJoin(cem, code, { name: "Cem" });
    expect(await onComing).toEqual({ text: "We begin at ten.\nStay here." });

    const changed = [ben, cem].map((each) => nextNotice(each, "lobby:message"));
    await write("Almost there.");
    expect(await Promise.all(changed)).toEqual([
      { text: "Almost there." },
      { text: "Almost there." },
    ]);
    const gone = nextNotice(ben, "lobby:message");
    await write(null);
    expect(await gone).toEqual({ text: null });

    expect(new Set(heard)).toEqual(new Set(["lobby:message"]));
    expect(seenOutside.join()).not.toContain("begin at ten");
    for (const text of ["", " \u200b ", "x".repeat(301), 7, { text: "x" }])
      expect(
        await askRaw(ann, "room:moderate", { kind: "lobby-message", text }),
        JSON.stringify(text),
      ).toMatchObject({ code: "invalid" });
  });

  it("[L1] is written to by nobody who has no say, and not without end", async () => {
    const { code, ann, ben, heard, knock } = await aLobby();
    const cem = await server.connect();
    await tryJoin(cem, code, { name: "Cem" });
    const text = "Send me your password.";
    expect(await ask(cem, "room:moderate", { kind: "lobby-message", text })).toMatchObject({
      code: "not-joined",
    });

    const answer = nextNotice(ben, "lobby:answered");
    await ask(ann, "room:moderate", { kind: "answer", knock, admit: true });
    await answer;
    expect(await ask(ben, "room:moderate", { kind: "lobby-message", text })).toMatchObject({
      code: "not-joined",
    });
    expect(heard).toEqual(["lobby:answered"]);

    const outcomes: string[] = [];
    for (let number = 0; number < 60; number += 1) {
      const outcome = await ask(ann, "room:moderate", {
        kind: "lobby-message",
        text: `Number ${number}`,
      });
      outcomes.push(outcome.ok ? "told" : outcome.code);
    }
    expect(outcomes[0]).toBe("told");
    expect(outcomes.at(-1)).toBe("rate-limited");
  });

  it("[L2] is open to who knocks at a locked room; unlocked, or with the call's end, they come in", async () => {
    const { code, ann, ben, cem } = await aMeeting();
    await ask(ann, "room:moderate", { kind: "lock", locked: true });
    const [dee, eve] = [await server.connect(), await server.connect()];
    const knock = async (caller: Caller, name: string) => {
      const session = newSession();
      expect(await tryJoin(caller, code, { name, session })).toMatchObject({ code: "room-locked" });
      expect(await tryJoin(caller, code, { name, session, knock: true })).toMatchObject({
        code: "lobby-waiting",
      });
      return { session, answer: nextNotice(caller, "lobby:answered") };
    };

    const atTheDoor = nextNotice(ann, "room:state", ({ waiting }) => waiting.length === 1);
    const first = await knock(dee, "Dee");
    expect((await atTheDoor).waiting.map(({ name }) => name)).toEqual(["Dee"]);
    await ask(ann, "room:moderate", { kind: "lock", locked: false });
    expect(await first.answer).toEqual({ admitted: true });
    await join(dee, code, { name: "Dee", session: first.session });

    await ask(ann, "room:moderate", { kind: "lock", locked: true });
    const second = await knock(eve, "Eve");
    for (const caller of [ann, ben, cem, dee]) await ask(caller, "room:leave", {});
    expect(await second.answer).toEqual({ admitted: true });
    const { room } = await join(eve, code, { name: "Eve", session: second.session });
    expect(room).toMatchObject({ locked: false, waiting: [] });
  });

  it("lets in whom a host lets in", async () => {
    const { code, ann, ben, session, knock } = await aLobby();
    const answer = nextNotice(ben, "lobby:answered");

    expect(await ask(ann, "room:moderate", { kind: "answer", knock, admit: true })).toMatchObject({
      ok: true,
    });

    expect(await answer).toEqual({ admitted: true });
    const { room } = await join(ben, code, { name: "Ben", session });
    expect(room.participants.map(({ name }) => name)).toEqual(["Ann", "Ben"]);
    expect(room.waiting).toEqual([]);
  });

  it("[R2] lets in as many as fit; the others stay in line and hear when a seat is free", async () => {
    await server.stop();
    server = await startApp({ rooms: { capacity: 2 } });
    const { code, ann, ben, session } = await aLobby();
    const cem = await server.connect();
    const cemSession = newSession();
    await ask(cem, "room:look", { code });
    const bothWait = nextNotice(ann, "room:state", ({ waiting }) => waiting.length === 2);
    await tryJoin(cem, code, { name: "Cem", session: cemSession });
    const letIn = async () => {
      const { room } = await join(ann, code, { name: "Ann" });
      const answers = room.waiting.map(({ id: knock }) =>
        ask(ann, "room:moderate", { kind: "answer", knock, admit: true }),
      );
      return await Promise.all(answers);
    };
    await bothWait;

    const full = nextNotice(cem, "room:preview", (preview) => preview.full);
    expect(await letIn()).toMatchObject([{ ok: true }, { code: "room-full", limit: 2 }]);
    await join(ben, code, { name: "Ben", session });
    await full;
    expect(await letIn()).toMatchObject([{ code: "room-full" }]);

    const free = nextNotice(cem, "room:preview", (preview) => !preview.full);
    await ask(ben, "room:leave", {});
    await free;
    expect(await letIn()).toMatchObject([{ ok: true }]);
    const { room } = await join(cem, code, { name: "Cem", session: cemSession });
    expect(room.participants.map(({ name }) => name)).toEqual(["Ann", "Cem"]);
  });

  it("sends away whom a host sends away, and of two hosts the second learns that it is done", async () => {
    const { code, ann, ben, session, knock } = await aLobby();
    const answer = nextNotice(ben, "lobby:answered");
    const deny = { kind: "answer", knock, admit: false } as const;

    await ask(ann, "room:moderate", deny);

    expect(await answer).toEqual({ admitted: false });
    expect(await tryJoin(ben, code, { session })).toMatchObject({ code: "lobby-denied" });
    expect(await ask(ann, "room:moderate", deny)).toMatchObject({ code: "peer-gone" });
  });

  it("lets nobody wait who went away", async () => {
    const { code, ann, ben } = await aLobby();
    const gone = nextNotice(ann, "room:state", ({ waiting }) => waiting.length === 0);
    ben.disconnect();
    await gone;

    const cem = await server.connect();
    await tryJoin(cem, code, { name: "Cem" });
    const left = nextNotice(ann, "room:state", ({ waiting }) => waiting.length === 0);
    await ask(cem, "room:leave", {});
    await left;
  });

  it("tells those who wait that the meeting was ended", async () => {
    const { ann, ben } = await aLobby();
    const end = nextNotice(ben, "session:end");

    await ask(ann, "room:moderate", { kind: "end" });

    expect(await end).toEqual({ reason: "ended-by-host" });
  });

  it("is not filled by one socket, nor by what it leaves behind", async () => {
    const { code, ann, ben } = await aLobby();
    for (let number = 0; number < 5; number += 1)
      expect(await tryJoin(ben, code, { name: `Ben ${number}` })).toMatchObject({
        code: "lobby-waiting",
      });
    expect((await join(ann, code, { name: "Ann" })).room.waiting).toHaveLength(1);

    const elsewhere = await server.createRoom();
    const gone = nextNotice(ann, "room:state", ({ waiting }) => waiting.length === 0);
    await join(ben, elsewhere.code, { name: "Ben" });
    await gone;
  });

  it("waits for the host where nobody is in, and is there for the next call too", async () => {
    const { code, hostKey } = await server.createRoom({ lobby: true });
    const [ann, ben] = [await server.connect(), await server.connect()];
    expect(await tryJoin(ben, code, { name: "Ben" })).toMatchObject({ code: "lobby-waiting" });

    const { room } = await join(ann, code, { name: "Ann", hostKey });
    expect(room.waiting.map(({ name }) => name)).toEqual(["Ben"]);
    await ask(ann, "room:leave", {});
    ben.disconnect();

    const cem = await server.connect();
    expect(await tryJoin(cem, code, { name: "Cem" })).toMatchObject({ code: "lobby-waiting" });
  });

  it("is turned on and off by who opened the meeting alone, and letting go of it lets all in", async () => {
    const { code, hostKey } = await server.createRoom();
    const [ann, ben, cem] = await threeCallers();
    await join(ben, code, { name: "Ben" });
    // In charge of this call, since nobody with the key is here.
    expect(await ask(ben, "room:moderate", { kind: "lobby", lobby: true })).toMatchObject({
      code: "forbidden",
    });

    await join(ann, code, { name: "Ann", hostKey });
    expect(await ask(ann, "room:moderate", { kind: "lobby", lobby: true })).toMatchObject({
      ok: true,
    });
    expect(await tryJoin(cem, code, { name: "Cem" })).toMatchObject({ code: "lobby-waiting" });
    const answer = nextNotice(cem, "lobby:answered");
    await ask(ann, "room:moderate", { kind: "lobby", lobby: false });

    expect(await answer).toEqual({ admitted: true });
    expect((await join(cem, code, { name: "Cem" })).room.lobby).toBe(false);
  });
});

describe("a host who must be there first", () => {
  it("[G7] is waited for by who comes before, who are told nothing and reach nobody, and come in with the host", async () => {
    const { code, hostKey } = await server.createRoom({ hostFirst: true });
    const [ann, ben] = [await server.connect(), await server.connect()];
    const heard: string[] = [];
    ben.onAny((name: string) => void heard.push(name));
    expect(await tryJoin(ben, code, { name: "Ben" })).toMatchObject({ code: "lobby-waiting" });
    for (const [name, payload] of [
      ["ice:refresh", {}],
      ["chat:read", { afterSeq: 0 }],
      ["room:moderate", { kind: "host-first", hostFirst: false }],
      ["room:moderate", { kind: "lobby", lobby: false }],
    ] as const)
      expect(await askRaw(ben, name, payload)).toMatchObject({ code: "not-joined" });
    expect(await ask(ben, "room:look", { code })).toMatchObject({
      value: { awaitsHost: true, names: [] },
    });
    expect(heard).toEqual([]);
    const answered = nextNotice(ben, "lobby:answered");

    const { room } = await join(ann, code, { name: "Ann", hostKey });

    expect(room).toMatchObject({ hostFirst: true, waiting: [] });
    expect(await answered).toEqual({ admitted: true });
    expect((await join(ben, code, { name: "Ben" })).room.participants).toMatchObject([
      { name: "Ann", role: "host" },
      { name: "Ben", role: "guest" },
    ]);
  });

  it("[G7] is set by the key's owner alone, for the next call, and letting go of it lets all in", async () => {
    const { code, hostKey, ann, ben, cem } = await aMeeting();
    await ask(ann, "room:moderate", { kind: "host-first", hostFirst: true });
    await ask(ann, "room:leave", {});
    // The call goes on, with Cem in charge of it; the next one waits for Ann.
    await join(await server.connect(), code, { name: "Dee" });
    await ask(cem, "room:moderate", { kind: "end" });
    expect(await tryJoin(ben, code, { name: "Ben" })).toMatchObject({ code: "lobby-waiting" });
    const answered = nextNotice(ben, "lobby:answered");

    await fetch(`${server.origin}/api/rooms/${code}`, {
      method: "PATCH",
      headers: { authorization: `Bearer ${hostKey}` },
      body: JSON.stringify({ hostFirst: false }),
    });

    expect(await answered).toEqual({ admitted: true });
    await join(ben, code, { name: "Ben" });
  });
});

describe("a name", () => {
  it("[N1] that somebody takes in a call is everybody's, of the chat, and kept over a restart", async () => {
    const { code, ann, cem } = await aMeeting();
    const seen = nextNotice(ann, "room:state", ({ participants }) =>
      participants.some(({ name }) => name === "Cemal Ay"),
    );

    expect(await ask(cem, "name:set", { name: " Cemal\u202e  Ay " })).toMatchObject({ ok: true });

    await seen;
    expect(await ask(cem, "chat:post", aText("It is me."))).toMatchObject({
      value: { name: "Cemal Ay" },
    });
    await server.database.journal.flush(2_000);
    await server.stop({ keepDataDir: true });
    server = await startApp({ dataDir: server.dataDir });
    const { room } = await join(await server.connect(), code, { name: "Dee" });
    expect(room.participants.map(({ name }) => name)).toEqual(["Cemal Ay", "Ann", "Ben", "Dee"]);
  });

  it("[N2] is not taken by a guest where guests may not, whatever they send, and not without end by others", async () => {
    const { code, ann, cem, cemSeat, state } = await aMeeting();
    await ask(ann, "room:moderate", { kind: "permit", what: "rename", allowed: false });
    const before = await state();

    expect(await ask(cem, "name:set", { name: "Ann" })).toMatchObject({ code: "not-permitted" });
    for (const payload of [{ name: "" }, { name: "Cemal", who: cemSeat.participant }, { name: 7 }])
      expect(await askRaw(cem, "name:set", payload)).toMatchObject({ code: "invalid" });
    await join(cem, code, { name: "Ann the host", resumeToken: cemSeat.resumeToken });

    const names = (await state()).people.map(({ name }) => name);
    expect(names).toEqual(before.people.map(({ name }) => name));

    const outcomes: string[] = [];
    for (let number = 0; number < 8; number += 1) {
      const outcome = await ask(ann, "name:set", { name: `Ann ${number}` });
      outcomes.push(outcome.ok ? "called" : outcome.code);
    }
    expect(outcomes[0]).toBe("called");
    expect(outcomes.at(-1)).toBe("rate-limited");
  });
});

describe("what the host sets for the room", () => {
  it("is refused to a guest, a co-host and whoever stands in, with no effect in this call or the next", async () => {
    const lasting: readonly Moderation[] = [
      { kind: "host-first", hostFirst: true },
      { kind: "permit", what: "microphone", allowed: false },
      { kind: "permit", what: "camera", allowed: false },
      { kind: "permit", what: "screen", allowed: false },
      { kind: "permit", what: "chat", allowed: false },
      { kind: "start-muted", startsMuted: true },
      { kind: "password", password: RoomPassword.parse("mine now") },
    ];
    const { code, ann, ben, cem, seats, state } = await aMeeting();
    await ask(ann, "room:moderate", { kind: "role", who: seats.ben, role: "cohost" });
    const before = await state();
    for (const caller of [ben, cem])
      for (const action of lasting)
        expect(await ask(caller, "room:moderate", action)).toMatchObject({ code: "forbidden" });
    expect(await state()).toEqual(before);

    await ask(ann, "room:leave", {});
    // Ben stands in by now.
    for (const action of lasting)
      expect(await ask(ben, "room:moderate", action)).toMatchObject({ code: "forbidden" });

    const { room } = await join(ann, code, { name: "Ann" });
    expect(room).toMatchObject({ guestsMay: ALL_PERMITTED, startsMuted: false });
    expect(await server.database.rooms.find(room.code)).toMatchObject({
      settings: DEFAULT_SETTINGS,
      passwordHash: null,
    });
  });

  it("[G1] turns what guests may not use any more off, tells whom it took it from, and holds for who comes", async () => {
    const { code, ann, ben, cem, seats } = await aMeeting();
    await ask(ann, "room:moderate", { kind: "role", who: seats.ben, role: "cohost" });
    const heard: unknown[] = [];
    ben.on("host:acted", (notice) => void heard.push(notice));
    const told = nextNotice(cem, "host:acted");

    expect(
      await ask(ann, "room:moderate", { kind: "permit", what: "microphone", allowed: false }),
    ).toMatchObject({ ok: true });

    expect(await told).toEqual({ kind: "withdrawn", source: "microphone", by: "Ann" });
    const dee = await server.connect();
    const { room, participant } = await join(dee, code, { name: "Dee" });
    expect(
      Object.fromEntries(room.participants.map((each) => [each.name, each.microphone])),
    ).toEqual({ Ann: true, Ben: true, Cem: false, Dee: false });
    expect(room.participants.find(({ id }) => id === participant)?.camera).toBe(true);
    expect(heard).toEqual([]);
  });

  it("[G1] refuses guests what they may not use, and lets hosts and co-hosts", async () => {
    const { ann, ben, cem, seats, state } = await aMeeting();
    await ask(ann, "room:moderate", { kind: "role", who: seats.ben, role: "cohost" });
    for (const what of ["microphone", "camera", "screen"] as const)
      await ask(ann, "room:moderate", { kind: "permit", what, allowed: false });
    const before = await state();

    for (const what of ["microphone", "camera", "screen"] as const) {
      expect(await ask(cem, "self:set", { [what]: true, hand: true })).toMatchObject({
        code: "not-permitted",
      });
      expect(
        await ask(ann, "room:moderate", { kind: "ask", who: seats.cem, source: "camera" }),
      ).toMatchObject({ code: "not-permitted" });
      expect(await state()).toEqual(before);
    }
    for (const caller of [ann, ben])
      expect(await ask(caller, "self:set", { screen: true })).toMatchObject({ ok: true });
    expect(await ask(cem, "self:set", { hand: true })).toMatchObject({ ok: true });

    await ask(ann, "room:moderate", { kind: "permit", what: "camera", allowed: true });
    expect(await ask(cem, "self:set", { camera: true })).toMatchObject({ ok: true });
  });

  it("[G1] keeps guests from the chat, but for taking back what they wrote", async () => {
    const { ann, ben, cem, seats } = await aMeeting();
    await ask(ann, "room:moderate", { kind: "role", who: seats.ben, role: "cohost" });
    const said = aText("written while I could");
    await ask(cem, "chat:post", said);

    await ask(ann, "room:moderate", { kind: "permit", what: "chat", allowed: false });

    expect(await ask(cem, "chat:post", aText("may I?"))).toMatchObject({ code: "not-permitted" });
    const reaction = { kind: "reaction", to: said.id, emoji: "👍", on: true } as const;
    const id = ChatId.parse(crypto.randomUUID());
    expect(await ask(cem, "chat:post", { id, body: reaction })).toMatchObject({
      code: "not-permitted",
    });
    expect(await ask(ben, "chat:post", aText("co-hosts may"))).toMatchObject({ ok: true });
    const taken = { kind: "deletion", of: said.id } as const;
    expect(
      await ask(cem, "chat:post", { id: ChatId.parse(crypto.randomUUID()), body: taken }),
    ).toMatchObject({ ok: true });
    const page = await ask(cem, "chat:read", { afterSeq: 0 });
    expect(page.ok && page.value.entries.map(({ body }) => body.kind)).toEqual([
      "deleted",
      "text",
      "deletion",
    ]);
  });

  it("[G2] starts everyone new muted, also in the next call, and nobody who comes back", async () => {
    const { code, ann, cem, cemSeat } = await aMeeting();
    await ask(ann, "room:moderate", { kind: "start-muted", startsMuted: true });

    const dee = await server.connect();
    const joined = await join(dee, code, { name: "Dee" });
    expect(joined.startsMuted).toBe(true);
    expect(joined.room.participants.find(({ name }) => name === "Dee")?.microphone).toBe(false);

    cem.disconnect();
    const again = await join(await server.connect(), code, {
      name: "Cem",
      resumeToken: cemSeat.resumeToken,
    });
    expect(again.startsMuted).toBe(false);
    expect(again.room.participants.find(({ name }) => name === "Cem")?.microphone).toBe(true);

    await ask(ann, "room:moderate", { kind: "end" });
    const eve = await join(await server.connect(), code, { name: "Eve" });
    expect(eve).toMatchObject({ startsMuted: true, room: { startsMuted: true } });
  });

  it("outlives two changes at once", async () => {
    const { ann, code } = await aMeeting();

    await Promise.all(
      GuestUse.options.map((what) =>
        ask(ann, "room:moderate", { kind: "permit", what, allowed: false }),
      ),
    );

    const { room } = await join(ann, code, { name: "Ann" });
    const none = Object.fromEntries(GuestUse.options.map((what) => [what, false]));
    expect(room.guestsMay).toEqual(none);
    expect((await server.database.rooms.find(room.code))?.settings.guestsMay).toEqual(none);
  });
});

describe("a password", () => {
  const password = "Öffne dich";

  it("[G3] lets in who knows it, whatever keyboard wrote it, and says why to who does not", async () => {
    const { code } = await server.createRoom({ password });
    const ben = await server.connect();

    expect(await tryJoin(ben, code)).toMatchObject({ code: "password-required" });
    expect(await tryJoin(ben, code, { password: "wrong" })).toMatchObject({
      code: "password-wrong",
    });
    expect(await tryJoin(ben, code, { password: "" })).toMatchObject({ code: "password-wrong" });
    await join(ben, code, { password: password.normalize("NFD") });
  });

  it("[G3] is set and taken away by the key's owner, and is there for the next call", async () => {
    const { code, hostKey, ann, ben } = await aMeeting();
    const hidden = nextNotice(await lookingAt(code), "room:preview", (seen) => seen.password);

    expect(await ask(ann, "room:moderate", { kind: "password", password })).toMatchObject({
      ok: true,
    });

    expect(await hidden).toMatchObject({ password: true, names: [] });
    // Who is in stays in, and comes back.
    await join(ben, code, { name: "Ben" });
    expect(await tryJoin(await server.connect(), code)).toMatchObject({
      code: "password-required",
    });
    await ask(ann, "room:moderate", { kind: "end" });
    expect(await tryJoin(await server.connect(), code)).toMatchObject({
      code: "password-required",
    });

    await join(ann, code, { name: "Ann", hostKey });
    await ask(ann, "room:moderate", { kind: "password", password: null });
    await join(await server.connect(), code, { name: "Dee" });
  });

  it("[G3] is not asked of who was in this call, by their resume token", async () => {
    const { code, ann, cem, cemSeat } = await aMeeting();
    await ask(ann, "room:moderate", { kind: "password", password });
    await ask(cem, "room:leave", {});

    const again = await server.connect();
    expect(await tryJoin(again, code, { name: "Cem" })).toMatchObject({
      code: "password-required",
    });
    await join(again, code, { name: "Cem", resumeToken: cemSeat.resumeToken });
  });

  it("[G3] is in no answer, no notice and no line of the log", async () => {
    const { code, hostKey } = await server.createRoom({ password });
    const [ann, ben] = [await server.connect(), await server.connect()];
    const heard: unknown[] = [];
    for (const caller of [ann, ben]) caller.onAny((...notice) => void heard.push(notice));
    heard.push(await join(ann, code, { name: "Ann", hostKey }));
    heard.push(await tryJoin(ben, code, { password: "wrong guess" }));
    heard.push(await join(ben, code, { name: "Ben", password }));
    heard.push(await ask(ben, "room:look", { code }));
    heard.push(await ask(ann, "room:moderate", { kind: "password", password: "another one" }));

    const stored = (await server.database.rooms.find((await join(ann, code)).room.code))
      ?.passwordHash;

    expect(stored).toMatch(/^scrypt\$/);
    const said = JSON.stringify(heard) + server.logLines.join("");
    for (const secret of [password, "wrong guess", "another one", "scrypt$"])
      expect(said, secret).not.toContain(secret);
  });

  it("[G4] is not looked at after too many wrong ones, and the answer says until when", async () => {
    const { code } = await server.createRoom({ password });
    const ben = await server.connect();
    for (let tries = 0; tries < GUESSES_PER_ROOM; tries += 1)
      expect(await tryJoin(ben, code, { password: `wrong ${tries}` })).toMatchObject({
        code: "password-wrong",
      });

    const refused = await tryJoin(await server.connect(), code, { password });

    expect(refused).toMatchObject({ code: "rate-limited", retryAfterMs: expect.any(Number) });
    expect(!refused.ok && refused.retryAfterMs).toBeGreaterThan(0);
  });

  it("[row 9] is looked at ten times in fifty by default, and the right one opens once the time is over", async () => {
    await server.stop();
    const defaults = parseConfig({}, []);
    let passedMs = 0;
    const startedMs = Date.now();
    server = await startApp({
      nowMs: () => startedMs + passedMs,
      rooms: {
        passwords: {
          guessesPerRoom: defaults.passwordGuessesPerRoom,
          guessesPerAddress: defaults.passwordGuessesPerAddress,
          checksPerAddress: defaults.passwordChecksPerAddress,
          windowMs: defaults.passwordWindowMs,
        },
      },
    });
    const { code } = await server.createRoom({ password });
    const answers: string[] = [];
    for (let tries = 0; tries < 50; tries += 1) {
      const caller = await server.connect();
      const answer = await tryJoin(caller, code, { password: `wrong ${tries}` });
      answers.push(answer.ok ? "ok" : answer.code);
    }
    const count = (code: string) => answers.filter((answer) => answer === code).length;

    expect(count("password-wrong")).toBeLessThanOrEqual(10);
    expect(count("rate-limited")).toBeGreaterThanOrEqual(40);
    passedMs = defaults.passwordWindowMs;
    expect(await tryJoin(await server.connect(), code, { password })).toMatchObject({ ok: true });
  });

  it("cannot be set so often that the server does nothing else", async () => {
    const { ann } = await aMeeting();

    const results = await Promise.all(
      Array.from({ length: 8 }, (_, number) =>
        ask(ann, "room:moderate", { kind: "password", password: `password ${number}` }),
      ),
    );

    expect(results.filter((result) => result.ok)).toHaveLength(5);
    expect(results.find((result) => !result.ok)).toMatchObject({ code: "rate-limited" });
  });

  it("that nobody could know is refused", async () => {
    const { ann } = await aMeeting();
    for (const bad of ["abc", "x".repeat(101), 1234, { $ne: "" }]) {
      expect(await askRaw(ann, "room:moderate", { kind: "password", password: bad })).toMatchObject(
        { code: "invalid" },
      );
      await expect(server.createRoom({ password: bad })).rejects.toThrow("400");
    }
  });

  async function lookingAt(code: string) {
    const visitor = await server.connect();
    await ask(visitor, "room:look", { code });
    return visitor;
  }
});
