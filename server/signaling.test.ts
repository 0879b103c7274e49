import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PROTOCOL_VERSION } from "#protocol/answers.ts";
import type { Measurement } from "#protocol/measurement.ts";
import { requests } from "#protocol/messages.ts";
import { ALL_PERMITTED } from "#protocol/moderation.ts";
import {
  ask,
  askRaw,
  type Caller,
  join,
  newSession,
  nextNotice,
  type RunningApp,
  startApp,
  tryJoin,
} from "./app-for-tests.ts";

/** The wire as raw callers see it: rows of the threat table are named in brackets, rules of docs/protocol.md too. */

let server: RunningApp;
beforeEach(async () => {
  server = await startApp();
});
afterEach(async () => {
  await server.stop();
});

const offer = (sdp = "v=0\r\n") => ({ kind: "description" as const, type: "offer" as const, sdp });
const candidate = (line: string) => ({
  kind: "candidate" as const,
  candidate: line,
  sdpMid: "0",
  sdpMLineIndex: 0,
  usernameFragment: "abcd",
});

const aMeasurement = (change: Partial<Measurement> = {}): Measurement => ({
  joinMs: null,
  firstFrameMs: null,
  faults: [],
  routes: { direct: 0, relay: 0 },
  qualities: { good: 0, fair: 0, poor: 0, lost: 0 },
  ...change,
});

async function twoPeople() {
  const { code } = await server.createRoom();
  const [ann, ben] = [await server.connect(), await server.connect()];
  const annSession = newSession();
  const benSession = newSession();
  const annSeat = await join(ann, code, { name: "Ann", session: annSession });
  const benSeat = await join(ben, code, { name: "Ben", session: benSession });
  return { code, ann, ben, annSeat, benSeat, annSession, benSession };
}

/** Resolves true if the caller hears nothing but states within two round trips of its own. */
async function hearsNoSignal(caller: Caller): Promise<boolean> {
  let heard = false;
  caller.once("signal:receive", () => {
    heard = true;
  });
  await askRaw(caller, "nothing:known", {});
  await askRaw(caller, "nothing:known", {});
  return !heard;
}

describe("signals", () => {
  it("[row 3] reach the addressed participant, stamped with their true sender", async () => {
    const { ann, ben, annSeat, benSeat, annSession, benSession } = await twoPeople();
    const received = nextNotice(ben, "signal:receive");

    const sent = await ask(ann, "signal:send", {
      to: benSeat.participant,
      toSession: benSession,
      generation: 0,
      body: offer(),
    });

    expect(sent).toEqual({ ok: true, value: {} });
    expect(await received).toEqual({
      from: annSeat.participant,
      fromSession: annSession,
      toSession: benSession,
      generation: 0,
      body: offer(),
    });
  });

  it("[row 3] with a forged sender are refused", async () => {
    const { ann, ben, benSeat, benSession } = await twoPeople();

    const forged = await askRaw(ann, "signal:send", {
      to: benSeat.participant,
      toSession: benSession,
      generation: 0,
      body: offer(),
      from: benSeat.participant,
    });

    expect(forged).toMatchObject({ ok: false, code: "invalid" });
    expect(await hearsNoSignal(ben)).toBe(true);
  });

  it("[row 1] never reach another room", async () => {
    const { ben, benSeat, benSession } = await twoPeople();
    const { code: other } = await server.createRoom();
    const eve = await server.connect();
    await join(eve, other, { name: "Eve" });

    const sent = await ask(eve, "signal:send", {
      to: benSeat.participant,
      toSession: benSession,
      generation: 0,
      body: offer(),
    });

    expect(sent).toMatchObject({ ok: false, code: "peer-gone" });
    expect(await hearsNoSignal(ben)).toBe(true);
  });

  it("[row 27] of giant or strange descriptions are refused", async () => {
    const { ann, ben, benSeat, benSession } = await twoPeople();
    const to = { to: benSeat.participant, toSession: benSession, generation: 0 };

    for (const body of [
      offer(`v=0\r\n${"a".repeat(64_000)}`),
      offer("not sdp"),
      offer(`v=0${"\nm=audio 9".repeat(5_000)}`),
      { ...offer(), type: "pranswer" },
      candidate("javascript:1"),
      candidate(`candidate:${"x".repeat(2_000)}`),
    ]) {
      expect(await askRaw(ann, "signal:send", { ...to, body })).toMatchObject({
        ok: false,
        code: "invalid",
      });
    }
    expect(await hearsNoSignal(ben)).toBe(true);
  });

  it("[rows 28, 29] in storms are cut to a rate that a browser bears", async () => {
    const { ann, benSeat, benSession } = await twoPeople();
    const to = { to: benSeat.participant, toSession: benSession, generation: 0 };

    const results = await Promise.all(
      Array.from({ length: 100 }, () => ask(ann, "signal:send", { ...to, body: offer() })),
    );

    const relayed = results.filter((result) => result.ok).length;
    expect(relayed).toBeGreaterThanOrEqual(30);
    expect(relayed).toBeLessThan(40);
    expect(results.at(-1)).toMatchObject({ code: "rate-limited" });
  });

  it("for a participant who just left say so", async () => {
    const { ann, ben, benSeat, benSession } = await twoPeople();
    const left = nextNotice(ann, "room:state", (room) => room.participants.length === 1);
    await ask(ben, "room:leave", {});
    await left;

    const sent = await ask(ann, "signal:send", {
      to: benSeat.participant,
      toSession: benSession,
      generation: 0,
      body: offer(),
    });

    expect(sent).toMatchObject({ ok: false, code: "peer-gone" });
  });
});

describe("signals to somebody who is away", () => {
  it("for a session that a reload or a lost network ended are not silently dropped", async () => {
    const { ann, ben, benSeat, benSession } = await twoPeople();
    const to = { to: benSeat.participant, generation: 0, body: offer() };
    expect(await ask(ann, "signal:send", { ...to, toSession: newSession() })).toMatchObject({
      code: "peer-gone",
    });
    const away = nextNotice(ann, "room:state", (room) => room.participants[1]?.seat === "away");
    ben.io.engine.close();
    await away;

    expect(await ask(ann, "signal:send", { ...to, toSession: benSession })).toMatchObject({
      code: "peer-gone",
    });
  });
});

describe("before joining", () => {
  it.each([
    [
      "signal:send",
      { to: "x".repeat(16), toSession: "y".repeat(16), generation: 0, body: offer() },
    ],
    ["self:set", { microphone: true }],
    ["name:set", { name: "Eve" }],
    ["room:leave", {}],
    ["ice:refresh", {}],
    ["link:report", { links: [] }],
    ["call:measure", aMeasurement()],
  ])("[row 2] %s is refused", async (name, payload) => {
    const caller = await server.connect();

    expect(await askRaw(caller, name, payload)).toMatchObject({ ok: false, code: "not-joined" });
  });

  it("[row 44] no relay credentials are given", async () => {
    const { code } = await server.createRoom();
    const caller = await server.connect();

    const look = await ask(caller, "room:look", { code });

    expect(JSON.stringify(look)).not.toMatch(/turn|credential/);
  });

  it("[row 5] a room that nobody created is not made by joining it", async () => {
    const caller = await server.connect();

    expect(await tryJoin(caller, "0000-0000-0000")).toMatchObject({
      ok: false,
      code: "room-unknown",
    });
    expect(await server.database.rooms.count()).toBe(0);
  });

  it("an older browser is asked to reload", async () => {
    await expect(server.connect({ protocol: 0 })).rejects.toThrow("reload-required");
  });

  it("shows who is inside, and goes on showing it", async () => {
    const { code } = await server.createRoom({ requireEmail: true });
    const visitor = await server.connect();
    expect(await ask(visitor, "room:look", { code })).toEqual({
      ok: true,
      value: {
        code,
        title: null,
        schedule: null,
        requireEmail: true,
        closed: false,
        locked: false,
        lobby: false,
        awaitsHost: false,
        guestsMay: ALL_PERMITTED,
        startsMuted: false,
        password: false,
        capacity: 8,
        comfortable: 6,
        full: false,
        names: [],
        relay: false,
      },
    });
    const changed = nextNotice(visitor, "room:preview");

    await join(await server.connect(), code, { name: "Ann", email: "ann@example.com" });

    expect((await changed).names).toEqual(["Ann"]);
  });

  it("says from the start whether there is a relay, without its credentials", async () => {
    await server.stop();
    server = await startApp({
      hasRelay: true,
      iceFor: () => ({ servers: [{ urls: ["turn:relay.example.org"] }], validForMs: null }),
    });
    const { code } = await server.createRoom();
    const visitor = await server.connect();
    const looked = await ask(visitor, "room:look", { code });
    const changed = nextNotice(visitor, "room:preview");
    await join(await server.connect(), code, { name: "Ann" });

    expect(looked).toMatchObject({ value: { relay: true } });
    expect(await changed).toMatchObject({ relay: true });
    expect(JSON.stringify([looked, await changed])).not.toContain("turn:");
  });
});

describe("measurements", () => {
  it("are added up, but not more often than once a minute for long", async () => {
    const { ann } = await twoPeople();

    const answers = [];
    for (let sent = 0; sent < 5; sent += 1)
      answers.push(await ask(ann, "call:measure", aMeasurement({ joinMs: 420 })));

    expect(answers.map(({ ok }) => ok)).toEqual([true, true, true, false, false]);
    expect(answers.at(-1)).toMatchObject({ code: "rate-limited" });
  });

  it("with anything by which somebody could be known are refused", async () => {
    const { ann, annSeat, code } = await twoPeople();

    for (const more of [{ participant: annSeat.participant }, { code }, { name: "Ann" }]) {
      const result = await askRaw(ann, "call:measure", { ...aMeasurement(), ...more });
      expect(result).toMatchObject({ ok: false, code: "invalid" });
    }
  });
});

describe("joining", () => {
  it("[row 20] cleans names that deceive and refuses those that are none", async () => {
    const { code } = await server.createRoom();
    const caller = await server.connect();

    for (const name of ["", "   ", "\u200b\u202e", "x".repeat(200), "y".repeat(20_000)]) {
      expect(await tryJoin(caller, code, { name })).toMatchObject({ ok: false, code: "invalid" });
    }
    const seat = await join(caller, code, { name: "  A\u202ennie\u0000 <b>" });
    expect(seat.room.participants[0]?.name).toBe("Annie <b>");
  });

  it("[row 16] refuses hostile e-mail addresses and asks for one only where the host did", async () => {
    const { code } = await server.createRoom({ requireEmail: true });
    const caller = await server.connect();

    for (const email of [
      "x".repeat(300),
      `a@${"a.".repeat(8_000)}`,
      "a@b.co\r\nBcc: x@y.zz",
      "a",
    ]) {
      expect(await tryJoin(caller, code, { email })).toMatchObject({ ok: false, code: "invalid" });
    }
    expect(await tryJoin(caller, code)).toMatchObject({ ok: false, code: "email-required" });
    expect((await tryJoin(caller, code, { email: " ANN@Example.com " })).ok).toBe(true);
  });

  it("[row 14] sends no one's e-mail address to anybody", async () => {
    const { code } = await server.createRoom();
    const ben = await server.connect();
    const frames: string[] = [];
    ben.onAny((...heard) => frames.push(JSON.stringify(heard)));
    frames.push(JSON.stringify(await tryJoin(ben, code, { name: "Ben" })));

    const ann = await server.connect();
    frames.push(JSON.stringify(await tryJoin(ann, code, { email: "unique.ann@example.com" })));
    await ask(ben, "self:set", { camera: false });

    expect(frames.join()).not.toContain("unique.ann");
    expect(server.logLines.join()).not.toContain("unique.ann");
  });

  it("[row 15] answers alike whether an address is known or not", async () => {
    const { code } = await server.createRoom();
    const known = await join(await server.connect(), code, {
      email: "ann@example.com",
      name: "Ann",
    });
    await server.database.journal.flush(2_000);

    const again = await join(await server.connect(), code, {
      email: "ann@example.com",
      name: "Cleo",
    });

    expect(Object.keys(again).sort()).toEqual(Object.keys(known).sort());
    expect(again.participant).not.toBe(known.participant);
    expect(again.resumed).toBe(false);
  });

  it("[row 34] holds one room a socket, and no more people than fit", async () => {
    const { code } = await server.createRoom();
    const { code: second } = await server.createRoom();
    const first = await server.connect();
    await join(first, code);
    expect(await tryJoin(first, second)).toMatchObject({ ok: false, code: "forbidden" });

    for (let person = 1; person < 8; person += 1) await join(await server.connect(), code);
    expect(await tryJoin(await server.connect(), code)).toMatchObject({
      code: "room-full",
      limit: 8,
    });
  });

  it("refuses the host key of another room and says so", async () => {
    const { code } = await server.createRoom();
    const { hostKey } = await server.createRoom();

    const result = await tryJoin(await server.connect(), code, { hostKey });

    expect(result).toMatchObject({ ok: false, code: "forbidden" });
  });
});

describe("a socket", () => {
  it("[row 34] holds one seat, whatever tokens it shows", async () => {
    const { code } = await server.createRoom();
    const caller = await server.connect();
    const first = await join(caller, code);

    for (let again = 0; again < 8; again += 1) {
      const seat = await join(caller, code, { resumeToken: `junk-${again}` });
      expect(seat.participant).toBe(first.participant);
    }

    expect(server.app.rooms.get(first.room.code)?.seats.size).toBe(1);
  });

  it("[row 34] joins one room at a time, also when it asks for two at once", async () => {
    const [{ code: one }, { code: two }] = [await server.createRoom(), await server.createRoom()];
    const caller = await server.connect();

    const results = await Promise.all([tryJoin(caller, one), tryJoin(caller, two)]);

    expect(results.map((result) => result.ok).sort()).toEqual([false, true]);
  });

  it("[row 21] that says goodbye and connects again over the same connection is closed, and nobody else", async () => {
    const bystander = await server.connect();
    const caller = await server.connect();
    const closed = new Promise((resolve) => caller.once("disconnect", resolve));

    caller.io.engine.write(`0${JSON.stringify({ protocol: PROTOCOL_VERSION })}`);
    caller.io.engine.write("1");
    caller.io.engine.write(`0${JSON.stringify({ protocol: PROTOCOL_VERSION })}`);
    await closed;

    const { code } = await server.createRoom();
    expect((await ask(bystander, "room:look", { code })).ok).toBe(true);
    expect(server.logLines.join("")).not.toContain('"level":"error"');
  });
});

describe("a seat", () => {
  it("[S4] is taken again after a lost socket, with the same participant and no other's notice but the state", async () => {
    const { code, ann, ben, annSeat, annSession } = await twoPeople();
    const away = nextNotice(ben, "room:state", (room) =>
      room.participants.some((person) => person.seat === "away"),
    );
    // A cut network: the transport goes without a goodbye of the namespace.
    ann.io.engine.close();
    await away;

    const again = await join(await server.connect(), code, {
      name: "Ann",
      session: annSession,
      resumeToken: annSeat.resumeToken,
    });

    expect(again).toMatchObject({ participant: annSeat.participant, resumed: true });
    expect(again.room.participants.map((person) => person.seat)).toEqual(["present", "present"]);
  });

  it("[S5] of a closed tab waits for a reload, then goes within the short grace", async () => {
    let nowMs = 1_000_000;
    await server.stop();
    server = await startApp({ nowMs: () => nowMs });
    const { ann, ben } = await twoPeople();
    const away = nextNotice(ben, "room:state", (room) => room.participants[0]?.seat === "away");
    ann.disconnect();
    const waiting = await away;
    expect(waiting.participants).toHaveLength(2);
    const gone = nextNotice(ben, "room:state", (room) => room.participants.length === 1);

    nowMs += 2_500;

    expect((await gone).participants[0]?.name).toBe("Ben");
  });

  it("[S6] is taken over by a new tab of the same browser, and the old tab is told", async () => {
    const { code } = await server.createRoom();
    const cookie = await server.newDevice();
    const first = await server.connect({ cookie });
    const seat = await join(first, code);
    const ended = nextNotice(first, "session:end");

    const second = await join(await server.connect({ cookie }), code);

    expect(await ended).toEqual({ reason: "taken-over" });
    expect(second).toMatchObject({ participant: seat.participant, resumed: true });
    expect(await ask(first, "self:set", { camera: true })).toMatchObject({ code: "not-joined" });
  });

  it("[row 57] is not given for a forged, foreign or stolen token", async () => {
    const { code, annSeat } = await twoPeople();
    const { code: other } = await server.createRoom();
    const cookie = await server.newDevice();
    const tampered = `${annSeat.resumeToken.slice(0, -2)}AA`;

    for (const [room, caller, resumeToken] of [
      [code, await server.connect(), tampered],
      [code, await server.connect(), "e30."],
      [other, await server.connect(), annSeat.resumeToken],
      [code, await server.connect({ cookie }), annSeat.resumeToken],
    ] as const) {
      const seat = await join(caller, room, { resumeToken });
      expect(seat.participant).not.toBe(annSeat.participant);
    }
  });

  it("[row 13] of a removed person is void for the token, the browser and a fresh socket", async () => {
    const { code } = await server.createRoom();
    const cookie = await server.newDevice();
    const session = newSession();
    const ben = await server.connect({ cookie });
    const seat = await join(ben, code, { session, name: "Ben" });
    const ended = nextNotice(ben, "session:end");

    expect(await server.app.rooms.removePerson(seat.room.code, seat.participant)).toEqual({
      ok: true,
      value: { name: "Ben" },
    });

    expect(await ended).toEqual({ reason: "removed" });
    expect(await ask(ben, "self:set", { camera: true })).toMatchObject({ code: "not-joined" });
    const again = await server.connect({ cookie });
    expect(await tryJoin(again, code, { session, resumeToken: seat.resumeToken })).toMatchObject({
      code: "removed",
    });
    expect(await tryJoin(again, code)).toMatchObject({ code: "removed" });
  });

  it("[row 13] of a removed person is refused to the browser as somebody else too, and to no other", async () => {
    const { code } = await server.createRoom();
    await join(await server.connect({ cookie: await server.newDevice() }), code);
    const cookie = await server.newDevice();
    const email = "ben@example.org";
    const seat = await join(await server.connect({ cookie }), code, { name: "Ben", email });
    await server.app.rooms.removePerson(seat.room.code, seat.participant);
    await server.database.journal.flush(2_000);

    const isRefused = async () => {
      const asDee = { name: "Dee", email: "dee@example.org" };
      const again = await server.connect({ cookie });
      const refused = await tryJoin(again, code, asDee);
      expect(refused).toMatchObject({ code: "removed", retryAfterMs: expect.any(Number) });
      expect(await ask(again, "room:look", { code })).toMatchObject({ code: "removed" });
      const elsewhere = await server.connect({ cookie: await server.newDevice() });
      expect(await tryJoin(elsewhere, code, { name: "Ben", email })).toMatchObject({
        code: "removed",
      });
      // A fresh profile is a new guest, and so is whoever has no cookies.
      for (const caller of [elsewhere, await server.connect()]) {
        expect(await tryJoin(caller, code, asDee)).toMatchObject({ ok: true });
        await ask(caller, "room:leave", {});
      }
    };
    await isRefused();
    await server.stop({ keepDataDir: true });
    server = await startApp({ dataDir: server.dataDir });
    await isRefused();
  });

  it("[row 13] of a removed person without cookies is void for the token and the e-mail address", async () => {
    const { code } = await server.createRoom();
    const email = "ben@example.org";
    const seat = await join(await server.connect(), code, { name: "Ben", email });
    await join(await server.connect(), code);
    await server.app.rooms.removePerson(seat.room.code, seat.participant);

    const again = await server.connect();
    const { resumeToken } = seat;
    expect(await tryJoin(again, code, { resumeToken })).toMatchObject({ code: "removed" });
    expect(await tryJoin(again, code, { name: "Dee", email })).toMatchObject({ code: "removed" });
  });

  it("[fault 1] outlives the process: the same participant, and silent ghosts go", async () => {
    const { code, annSeat, annSession } = await twoPeople();
    await server.database.journal.flush(2_000);
    await server.stop({ keepDataDir: true });
    server = await startApp({ dataDir: server.dataDir, rooms: { seatClaimMs: 300 } });

    const ann = await server.connect();
    const again = await join(ann, code, {
      session: annSession,
      resumeToken: annSeat.resumeToken,
      name: "Ann",
    });

    expect(again).toMatchObject({ participant: annSeat.participant, resumed: true });
    expect(again.room.participants.map(({ name, seat }) => [name, seat])).toEqual([
      ["Ann", "present"],
      ["Ben", "away"],
    ]);
    const alone = await nextNotice(ann, "room:state", (room) => room.participants.length === 1);
    expect(alone.participants[0]?.id).toBe(annSeat.participant);
  });
});

describe("an ended room", () => {
  it("[A2] tells everyone, stays closed for guests, and opens for the host key", async () => {
    const { code, hostKey } = await server.createRoom();
    const ann = await server.connect();
    const seat = await join(ann, code);
    const ended = nextNotice(ann, "session:end");

    await server.app.rooms.endRoom(seat.room.code);

    expect(await ended).toEqual({ reason: "room-ended" });
    expect(await tryJoin(ann, code)).toMatchObject({ code: "room-closed" });
    expect(await ask(ann, "room:look", { code })).toMatchObject({ value: { closed: true } });
    expect((await tryJoin(await server.connect(), code, { hostKey })).ok).toBe(true);
    expect((await tryJoin(ann, code)).ok).toBe(true);
  });

  it("[A2] is not opened again by a host whose browser only comes back by itself", async () => {
    const { code, hostKey } = await server.createRoom();
    const session = newSession();
    const seat = await join(await server.connect(), code, { session, hostKey });
    await server.app.rooms.endRoom(seat.room.code);

    const back = await tryJoin(await server.connect(), code, {
      session,
      hostKey,
      resumeToken: seat.resumeToken,
    });

    expect(back).toMatchObject({ code: "room-closed" });
  });
});

describe("hostile input", () => {
  it("[rows 23, 24, 25, 43] of every wrong shape is refused by every request, and the server lives", async () => {
    const { ann, code, benSeat } = await twoPeople();
    const nested = JSON.parse(`${"[".repeat(1_000)}${"]".repeat(1_000)}`);
    const wrong: unknown[] = [
      null,
      [],
      "text",
      0,
      true,
      { unknown: 1 },
      nested,
      JSON.parse('{"__proto__":{"isAdmin":true}}'),
      { constructor: { prototype: { isAdmin: true } } },
      { code: { not: "" } },
      { code: { contains: "" } },
      { to: { not: "" }, toSession: [], generation: Number.MAX_VALUE, body: {} },
    ];
    for (const name of Object.keys(requests)) {
      for (const payload of wrong) {
        const result = await askRaw(ann, name, payload);
        if (result.ok) expect([name, payload]).toEqual(["room:leave or empty", null]);
        else expect(["invalid", "not-joined", "rate-limited"]).toContain(result.code);
      }
    }
    for (const name of ["__proto__", "constructor", "toString", "room:state", "disconnecting "]) {
      expect(await askRaw(ann, name, {})).toMatchObject({ ok: false });
    }
    expect(Object.hasOwn(Object.prototype, "isAdmin")).toBe(false);
    const still = await ask(await server.connect(), "room:look", { code });
    expect(still).toMatchObject({ value: { names: ["Ann", "Ben"] } });
    expect(benSeat.room.participants).toHaveLength(2);
  });

  it("[row 25] of any shape at all never reaches a handler, and never ends the process", async () => {
    const { code, ann } = await twoPeople();
    const caller = await server.connect();
    const anything = fc.anything({ withNullPrototype: true, maxDepth: 4 });
    const names = fc.constantFrom(...Object.keys(requests));
    const answers = new Set(["invalid", "not-joined", "rate-limited", "room-unknown", "forbidden"]);

    await fc.assert(
      fc.asyncProperty(names, anything, async (name, payload) => {
        const result = await askRaw(caller, name, payload);
        if (!result.ok) expect(answers).toContain(result.code);
      }),
      { numRuns: 180 },
    );

    expect(await ask(ann, "room:look", { code })).toMatchObject({
      value: { names: ["Ann", "Ben"] },
    });
  });

  it("[row 32] for somebody who does not read is not kept: that socket is closed", async () => {
    const { code } = await server.createRoom();
    const victim = await server.connect();
    const session = newSession();
    const seat = await join(victim, code, { name: "Slow", session });
    // The transport's own TCP socket; a reader that hangs is nothing an API offers.
    const transport = victim.io.engine.transport as unknown as {
      ws: { _socket: { pause(): void } };
    };
    transport.ws._socket.pause();
    const others = await Promise.all(Array.from({ length: 7 }, () => server.connect()));
    for (const other of others) await join(other, code);
    const watcher = others[0];
    if (watcher === undefined) throw new Error("nobody else is there");
    const away = nextNotice(watcher, "room:state", (room) =>
      room.participants.some(({ id, seat: state }) => id === seat.participant && state === "away"),
    );

    const sdp = `v=0\r\n${"a".repeat(60_000)}`;
    for (let sent = 0; sent < 30; sent += 1) {
      for (const other of others) {
        await ask(other, "signal:send", {
          to: seat.participant,
          toSession: session,
          generation: 0,
          body: offer(sdp),
        });
      }
    }

    expect((await away).participants).toHaveLength(8);
    expect((await ask(watcher, "room:look", { code })).ok).toBe(true);
  });

  it("that does not fit is refused with where and why, in English", async () => {
    const { ann } = await twoPeople();

    expect(await askRaw(ann, "self:set", { camera: "on" })).toEqual({
      ok: false,
      code: "invalid",
      message: "camera: Invalid input: expected boolean, received string",
    });
  });

  it("[row 25] without an acknowledgement does nothing and harms nobody", async () => {
    const { ann, ben, code } = await twoPeople();
    const raw = ann as unknown as { emit(name: string, ...rest: unknown[]): void };

    raw.emit("room:leave", {});
    raw.emit("room:leave", {}, "not a function");
    raw.emit("error", new Error("x"));

    expect(await ask(ben, "room:look", { code })).toMatchObject({
      value: { names: ["Ann", "Ben"] },
    });
  });

  it("[row 26] beyond the size of any message closes the socket that sent it", async () => {
    const { ann, ben, code } = await twoPeople();
    const closed = new Promise((resolve) => ann.once("disconnect", resolve));

    askRaw(ann, "self:set", "x".repeat(200_000)).catch(() => undefined);
    await closed;

    expect(await ask(ben, "room:look", { code })).toMatchObject({ ok: true });
  });

  it("[row 31] in a flood is refused, then cut off, while others are served", async () => {
    const { ann, ben, code } = await twoPeople();
    const closed = new Promise((resolve) => ann.once("disconnect", resolve));
    const raw = ann as unknown as { emit(name: string, payload: unknown): void };

    for (let sent = 0; sent < 5_000; sent += 1) raw.emit("self:set", { camera: sent % 2 === 0 });
    await closed;

    expect(await ask(ben, "room:look", { code })).toMatchObject({ ok: true });
  });

  it("[row 53] cannot forge a line of the log", async () => {
    const { code } = await server.createRoom();
    const caller = await server.connect();
    await tryJoin(caller, code, { name: 'x\n{"level":"error"}\u001b[31m' });
    await askRaw(caller, '\n{"level":"error"}', {});

    for (const line of server.logLines) expect(() => JSON.parse(line)).not.toThrow();
    expect(server.logLines.join("")).not.toContain("\u001b");
  });

  it("[row 54] leaves no name, code, key or token in the log", async () => {
    const { code, hostKey } = await server.createRoom();
    const caller = await server.connect();
    const seat = await join(caller, code, {
      name: "Unforgettable",
      email: "unforgettable@example.com",
      hostKey,
    });
    await server.app.rooms.removePerson(seat.room.code, seat.participant);

    const log = server.logLines.join("");
    for (const secret of [
      "nforgettable",
      code,
      code.replaceAll("-", ""),
      hostKey,
      seat.resumeToken,
      "127.0.0.1",
    ]) {
      expect(log).not.toContain(secret);
    }
    expect(log).toContain("call started");
  });
});
