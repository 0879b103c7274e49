import { beforeAll, describe, expect, it } from "vitest";
import type { ParticipantId } from "#protocol/ids.ts";
import { CARRIED_DESCRIPTION_MAX_LENGTH, Carried, PeerMessage } from "#protocol/link.ts";
import { RoomCode } from "#protocol/room-code.ts";
import type { SignalBody } from "#protocol/signal.ts";
import { aParticipant, CODE, participantId, sessionId } from "../people-for-tests.ts";
import { createSessionSigner, type SessionSigner } from "../session-key.ts";
import { verifierOf } from "../session-verifier.ts";
import { carriedBytes } from "./carried.ts";
import { type Carrier, type CarrierLink, createCarrier } from "./carrier.ts";

const NAMES = ["ann", "ben", "cleo", "dan"] as const;
type Name = (typeof NAMES)[number];

const signers = new Map<Name, SessionSigner>();
beforeAll(async () => {
  for (const name of NAMES) {
    const signer = await createSessionSigner();
    if (signer === null) throw new Error("nothing can be signed here");
    signers.set(name, signer);
  }
});
function signerOf(name: Name): SessionSigner {
  const signer = signers.get(name);
  if (signer === undefined) throw new Error(`${name} has no key`);
  return signer;
}

const address = (name: Name) => ({ id: participantId(name), session: sessionId(name) });

const offer: SignalBody = { kind: "description", type: "offer", sdp: "v=0\no=ann\n" };
const answer: SignalBody = { kind: "description", type: "answer", sdp: "v=0\no=ben\n" };
const candidate = (line: string): SignalBody => ({
  kind: "candidate",
  candidate: `candidate:${line}`,
  sdpMid: "0",
  sdpMLineIndex: 0,
  usernameFragment: null,
});

interface Heard {
  readonly from: Name;
  readonly generation: number;
  readonly body: SignalBody;
}

/** People with open links to each other, apart from Ann and Ben; the server is away. */
function aRoomCutInTwo(people: readonly Name[] = ["ann", "ben", "cleo"]) {
  let nowMs = 0;
  let serverAway = true;
  const cut = new Set(["ann ben"]);
  const keyless = new Set<Name>();
  const isOpen = (a: Name, b: Name) => !cut.has([a, b].sort().join(" "));
  const carriers = new Map<Name, Carrier>();
  const heard = new Map<Name, Heard[]>(people.map((name) => [name, []]));
  const repeats: string[] = [];
  /** What went over links, as it was told. */
  const told: { readonly over: string; readonly message: Carried }[] = [];
  let verifications = 0;
  let verifying = 0;

  const learn = (name: Name, among = people) =>
    carriers
      .get(name)
      ?.learn(
        among
          .filter((other) => other !== name)
          .map((other) =>
            aParticipant(
              other,
              keyless.has(other) ? {} : { sessionKey: signerOf(other).publicKey },
            ),
          ),
      );

  const bring = (from: Name, to: Name, message: Carried) =>
    carriers.get(to)?.receive(address(from), message);

  const linksOf = (name: Name): ReadonlyMap<ParticipantId, CarrierLink> =>
    new Map(
      people
        .filter((other) => other !== name)
        .map((other) => [
          participantId(other),
          {
            peer: address(other),
            isOpen: () => isOpen(name, other),
            tell(message: PeerMessage) {
              // As over a real channel: text that is read by its schema.
              const read = Carried.parse(JSON.parse(JSON.stringify(message)));
              told.push({ over: `${name} ${other}`, message: read });
              bring(name, other, read);
              return true;
            },
            receiveCarried: (generation: number, body: SignalBody) =>
              heard.get(name)?.push({ from: other, generation, body }),
            repeat: () => repeats.push(`${name} ${other}`),
          },
        ]),
    );

  for (const name of people) {
    const links = linksOf(name);
    carriers.set(
      name,
      createCarrier({
        self: address(name),
        code: CODE,
        signer: signerOf(name),
        verifierOf(key) {
          const verify = verifierOf(key);
          return async (...words) => {
            verifications += 1;
            verifying += 1;
            const verified = await verify(...words);
            verifying -= 1;
            return verified;
          };
        },
        links: () => links,
        isServerAway: () => serverAway,
        nowMs: () => nowMs,
      }),
    );
    learn(name);
  }
  const of = (name: Name) => {
    const carrier = carriers.get(name);
    if (carrier === undefined) throw new Error(`${name} is not here`);
    return carrier;
  };

  return {
    of,
    told,
    repeats,
    cut,
    keyless,
    learn,
    bring,
    say: (from: Name, to: Name, body: SignalBody, generation = 0) =>
      of(from).send(address(to), generation, body),
    heardBy: (name: Name) => heard.get(name) ?? [],
    /** Until every signature was looked at. */
    async settle() {
      do await new Promise((resolve) => setImmediate(resolve));
      while (verifying > 0);
    },
    verifications: () => verifications,
    pass(ms: number) {
      nowMs += ms;
      for (const carrier of carriers.values()) carrier.tick(nowMs);
    },
    serverReturns() {
      serverAway = false;
    },
  };
}

/** A carried signal of `from` to `to`, by whoever's key and for whichever room. */
async function signed(
  from: Name,
  to: Name,
  more: { by?: Name; code?: RoomCode; sequence?: number; body?: SignalBody } = {},
): Promise<Carried> {
  const signal = {
    from: participantId(from),
    fromSession: sessionId(from),
    to: participantId(to),
    toSession: sessionId(to),
    generation: 0,
    body: more.body ?? offer,
    sequence: more.sequence ?? 1,
  };
  const signature = await signerOf(more.by ?? from).sign(carriedBytes(more.code ?? CODE, signal));
  return { kind: "carried", ...signal, signature };
}

describe("somebody who hears both", () => {
  it("carries a signal to the one who cannot hear its author", async () => {
    const room = aRoomCutInTwo();

    expect(await room.say("ann", "ben", offer, 3)).toBe(true);
    await room.settle();

    expect(room.told.map(({ over }) => over)).toEqual(["ann cleo", "cleo ben"]);
    expect(room.heardBy("ben")).toEqual([{ from: "ann", generation: 3, body: offer }]);
    expect(room.heardBy("cleo")).toEqual([]);
  });

  it("carries what is said in the order in which it was said", async () => {
    const room = aRoomCutInTwo();
    const bodies = [offer, ...Array.from({ length: 20 }, (_, place) => candidate(`${place}`))];

    await Promise.all(bodies.map((body) => room.say("ann", "ben", body)));
    await room.settle();

    expect(room.heardBy("ben").map(({ body }) => body)).toEqual(bodies);
  });

  it("is not asked while the server is there", async () => {
    const room = aRoomCutInTwo();
    room.serverReturns();

    expect(room.of("ann").canReach(address("ben"))).toBe(false);
    expect(await room.say("ann", "ben", offer)).toBe(false);
    expect(room.told).toEqual([]);
  });

  it("carries nothing for, or to, a session without a key", async () => {
    const room = aRoomCutInTwo();
    room.keyless.add("ben");
    room.learn("ann");
    room.learn("cleo");

    expect(await room.say("ann", "ben", offer)).toBe(false);
    expect(room.told).toEqual([]);
  });

  it("is known by the key from before a restart of the server that knows no sessions yet", async () => {
    const room = aRoomCutInTwo();
    const away = aParticipant("ben", { seat: "away", session: sessionId("stand-in") });

    room.of("ann").learn([away, aParticipant("cleo")]);

    expect(room.of("ann").canReach(address("ben"))).toBe(true);
  });

  it("is another one when no answer comes", async () => {
    const room = aRoomCutInTwo(["ann", "ben", "cleo", "dan"]);
    room.cut.add("ben cleo");
    await room.say("ann", "ben", offer);
    expect(room.told.map(({ over }) => over)).toEqual(["ann cleo"]);

    room.pass(1_000);
    expect(room.repeats).toEqual(["ann ben"]);
    await room.say("ann", "ben", offer);
    await room.settle();

    expect(room.heardBy("ben")).toHaveLength(1);
    expect(room.told.map(({ over }) => over)).toEqual(["ann cleo", "ann dan", "dan ben"]);
  });

  it("is asked once in a round, and again at the next attempt", async () => {
    const room = aRoomCutInTwo();
    room.cut.add("ben cleo");
    await room.say("ann", "ben", offer);

    room.pass(1_000);
    room.pass(10_000);
    expect(room.repeats).toEqual([]);

    room.cut.delete("ben cleo");
    await room.say("ann", "ben", offer);
    await room.settle();
    expect(room.heardBy("ben")).toHaveLength(1);
  });

  it("is the one over whom the offer came when it is answered", async () => {
    const room = aRoomCutInTwo(["ann", "ben", "cleo", "dan"]);
    room.cut.add("ann cleo");
    await room.say("ann", "ben", offer);
    await room.settle();

    await room.say("ben", "ann", answer);
    await room.settle();

    expect(room.heardBy("ann")).toEqual([{ from: "ben", generation: 0, body: answer }]);
    room.pass(1_000);
    expect(room.repeats).toEqual([]);
  });
});

describe("what a third brings", () => {
  it("[row 4] is dropped when somebody else signed it", async () => {
    const room = aRoomCutInTwo();

    room.bring("cleo", "ben", await signed("ann", "ben", { by: "cleo" }));
    await room.settle();

    expect(room.heardBy("ben")).toEqual([]);
  });

  it.each([
    ["generation", { generation: 1 }],
    ["sequence", { sequence: 2 }],
    ["body", { body: candidate("of Cleo") }],
  ])("[C2] is dropped when its %s was changed", async (_, change) => {
    const room = aRoomCutInTwo();

    room.bring("cleo", "ben", { ...(await signed("ann", "ben")), ...change });
    await room.settle();

    expect(room.heardBy("ben")).toEqual([]);
  });

  it("[C2] is dropped when it was said in another room", async () => {
    const room = aRoomCutInTwo();
    const elsewhere = RoomCode.parse("aaaa-bbbb-cccc");

    room.bring("cleo", "ben", await signed("ann", "ben", { code: elsewhere }));
    await room.settle();

    expect(room.heardBy("ben")).toEqual([]);
  });

  it("[C3] counts once, whoever brings it again", async () => {
    const room = aRoomCutInTwo(["ann", "ben", "cleo", "dan"]);
    const message = await signed("ann", "ben", { sequence: 7 });

    room.bring("cleo", "ben", message);
    room.bring("cleo", "ben", message);
    room.bring("dan", "ben", message);
    await room.settle();
    expect(room.heardBy("ben")).toHaveLength(1);

    room.learn("ben", ["ben", "cleo", "dan"]);
    room.learn("ben");
    room.bring("cleo", "ben", message);
    await room.settle();
    expect(room.heardBy("ben")).toHaveLength(1);
  });

  it("[C3] is dropped when its author has said far too much since", async () => {
    const room = aRoomCutInTwo();
    room.bring("cleo", "ben", await signed("ann", "ben", { sequence: 600 }));
    room.bring("cleo", "ben", await signed("ann", "ben", { sequence: 599 }));
    room.bring("cleo", "ben", await signed("ann", "ben", { sequence: 1 }));
    await room.settle();

    expect(room.heardBy("ben")).toHaveLength(2);
  });

  it("[C2] is dropped when its author is not in the room, or there with another session", async () => {
    const room = aRoomCutInTwo();
    room.bring("cleo", "ben", await signed("dan", "ben"));
    const message = await signed("ann", "ben");
    room.bring("cleo", "ben", { ...message, fromSession: sessionId("before") });
    await room.settle();

    expect(room.heardBy("ben")).toEqual([]);
    expect(room.verifications()).toBe(0);
  });

  it("[C2] is dropped when it is meant for another session", async () => {
    const room = aRoomCutInTwo();

    room.bring("cleo", "ben", { ...(await signed("ann", "ben")), toSession: sessionId("before") });
    await room.settle();

    expect(room.verifications()).toBe(0);
  });

  it("[C1] is passed on only from its author, so over one third at most", async () => {
    const room = aRoomCutInTwo(["ann", "ben", "cleo", "dan"]);

    room.bring("dan", "cleo", await signed("ann", "ben"));
    await room.settle();

    expect(room.told).toEqual([]);
  });

  it("[C1] is passed on once", async () => {
    const room = aRoomCutInTwo();
    const message = await signed("ann", "ben");

    room.bring("ann", "cleo", message);
    room.bring("ann", "cleo", message);

    expect(room.told).toHaveLength(1);
  });

  it("[C1] is not passed on to who is not in the room, or has another session there", async () => {
    const room = aRoomCutInTwo();

    room.bring("ann", "cleo", await signed("ann", "dan"));
    room.bring("ann", "cleo", {
      ...(await signed("ann", "ben", { sequence: 2 })),
      toSession: sessionId("before"),
    });

    expect(room.told).toEqual([]);
  });

  it("[C5] is bounded by the third, however much its author says, and goes on later", async () => {
    const room = aRoomCutInTwo();
    const body: SignalBody = { ...offer, sdp: "v=0\n".padEnd(CARRIED_DESCRIPTION_MAX_LENGTH, "a") };
    const message = await signed("ann", "ben", { body });

    for (let sequence = 1; sequence <= 100; sequence += 1)
      room.bring("ann", "cleo", { ...message, sequence });
    expect(room.told).toHaveLength(7);

    room.pass(60_000);
    room.bring("ann", "cleo", { ...message, sequence: 200 });
    expect(room.told).toHaveLength(8);
  });

  it("[C5] is bounded by its addressee before any signature is looked at", async () => {
    const room = aRoomCutInTwo();
    const message = await signed("ann", "ben", { by: "cleo", body: candidate("x") });

    for (let sequence = 1; sequence <= 2_000; sequence += 1)
      room.bring("cleo", "ben", { ...message, sequence });
    await room.settle();

    expect(room.verifications()).toBeGreaterThan(100);
    expect(room.verifications()).toBeLessThan(300);
    expect(room.heardBy("ben")).toEqual([]);
  });

  it("[C6] is a description or a candidate of bounded size, and nothing else", async () => {
    const message = await signed("ann", "ben");
    const long = "v=0\n".padEnd(CARRIED_DESCRIPTION_MAX_LENGTH + 1, "a");

    expect(PeerMessage.safeParse(message).success).toBe(true);
    for (const body of [
      { ...offer, sdp: long },
      { kind: "remove", participant: participantId("ben") },
      { kind: "self", self: { microphone: false, camera: false } },
      { kind: "event", event: { id: crypto.randomUUID(), name: "hand", body: "" } },
      message,
    ])
      expect(PeerMessage.safeParse({ ...message, body }).success).toBe(false);
  });
});
