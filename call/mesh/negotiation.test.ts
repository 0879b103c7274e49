import { describe, expect, it } from "vitest";
import type { SignalBody } from "#protocol/signal.ts";
import { FakePeerConnection, sectionsOf } from "./fake-peer-connection.ts";
import { createNegotiation } from "./negotiation.ts";

type Delivery = "in order" | "candidates overtake" | "descriptions come twice";

/** As few as show the matter, since every one multiplies the orders. */
const CANDIDATES: Record<Delivery, { candidatesEach: number }> = {
  "in order": { candidatesEach: 2 },
  "candidates overtake": { candidatesEach: 1 },
  "descriptions come twice": { candidatesEach: 0 },
};

/** Two negotiating ends, and the messages between them, all of it moved by hand. */
function twoEnds(delivery: Delivery = "in order") {
  const errors: unknown[] = [];
  const end = (name: string, polite: boolean) => {
    const connection = new FakePeerConnection(name, CANDIDATES[delivery]);
    const inbox: SignalBody[] = [];
    const delivered: string[] = [];
    return { connection, inbox, delivered, polite };
  };
  const ann = end("ann", true);
  const ben = end("ben", false);
  const connect = (own: typeof ann, other: typeof ann) =>
    createNegotiation({
      connection: own.connection,
      polite: own.polite,
      send: (body) => {
        other.inbox.push(body);
        if (delivery === "descriptions come twice" && body.kind === "description")
          other.inbox.push(body);
      },
      onOfferTaken: () => {},
      onError: (error) => errors.push(error),
    });
  const ends = [
    { ...ann, negotiation: connect(ann, ben) },
    { ...ben, negotiation: connect(ben, ann) },
  ];

  /** Everything that could happen next; each end takes its own tasks in order. */
  const moves = () =>
    ends.flatMap(({ connection, inbox, delivered, negotiation }) => {
      const deliver = (place: number) => () => {
        for (const body of inbox.splice(place, 1)) {
          delivered.push(JSON.stringify(body));
          void negotiation.receive(body);
        }
      };
      const candidate = inbox.findIndex(({ kind }) => kind === "candidate");
      const overtakes = delivery === "candidates overtake" && candidate > 0;
      return [
        ...(connection.tasks.length > 0 ? [() => connection.tasks.shift()?.run()] : []),
        ...(inbox.length > 0 ? [deliver(0)] : []),
        ...(overtakes ? [deliver(candidate)] : []),
      ];
    });

  const fingerprint = () =>
    JSON.stringify(
      ends.map(({ connection, inbox, delivered }) => [connection.fingerprint(), inbox, delivered]),
    );

  const settle = async () => {
    for (let next = moves()[0]; next !== undefined; next = moves()[0]) {
      next();
      // One at a time, as each may wait for what the last one settled.
      await microtasks();
    }
  };

  return { ann: ann.connection, ben: ben.connection, ends, errors, moves, fingerprint, settle };
}

/** Lets every promise that can settle do so: no chain of negotiation is nearly as long. */
async function microtasks() {
  for (let turn = 0; turn < 20; turn += 1) await null;
}

type World = ReturnType<typeof twoEnds>;

/**
 * Tries every order of moves from where `begin` leads: depth first, each branch from the start, and each state that
 * was seen before only once. Calls `check` wherever nothing more can happen.
 */
async function exploreAll(begin: () => Promise<World>, check: (world: World) => void) {
  const seen = new Set<string>();
  const branches: number[][] = [[]];
  let endings = 0;
  for (let path = branches.pop(); path !== undefined; path = branches.pop()) {
    const world = await begin();
    const walked: number[] = [];
    for (;;) {
      const moves = world.moves();
      if (moves.length === 0) {
        endings += 1;
        check(world);
        break;
      }
      const forced = path[walked.length];
      if (forced === undefined) {
        const state = world.fingerprint();
        if (seen.has(state)) break;
        seen.add(state);
        for (let other = 1; other < moves.length; other += 1) branches.push([...walked, other]);
      }
      const choice = forced ?? 0;
      walked.push(choice);
      moves[choice]?.();
      await microtasks();
    }
  }
  return { states: seen.size, endings };
}

function expectAgreement({ ann, ben, errors }: World, sections: readonly string[]) {
  expect(errors).toEqual([]);
  expect([ann.signalingState, ben.signalingState]).toEqual(["stable", "stable"]);
  // What one sent with its edit is what the other took, so the descriptions of both are the same text.
  expect(ann.current).toEqual(ben.current);
  expect([...sectionsOf(ann.current?.offer)].sort()).toEqual(sections);
  for (const [own, other] of [
    [ann, ben],
    [ben, ann],
  ] as const) {
    const fragment = /a=ice-ufrag:(.*)/.exec(own.localDescription?.sdp ?? "")?.[1] ?? "";
    for (const candidate of own.gathered.get(fragment) ?? [])
      expect(other.added, "no candidate is lost").toContain(candidate);
  }
}

describe.each<Delivery>(["in order", "candidates overtake", "descriptions come twice"])(
  "two ends that negotiate while signals arrive so: %s",
  // Thousands of orders each: on a busy machine that takes its time.
  { timeout: 60_000 },
  (delivery) => {
    it("agree in every order of steps when both make their first offer at once", async () => {
      const { endings } = await exploreAll(
        async () => {
          const world = twoEnds(delivery);
          world.ann.wish("camera of ann");
          world.ben.wish("camera of ben");
          return world;
        },
        (world) => expectAgreement(world, ["camera of ann", "camera of ben"]),
      );

      expect(endings).toBeGreaterThan(0);
    });

    it("agree in every order of steps when both change an agreed link at once, one by an ICE restart", async () => {
      const { endings } = await exploreAll(
        async () => {
          const world = twoEnds(delivery);
          world.ann.wish("camera");
          await world.settle();
          world.ann.restartIce();
          world.ben.wish("screen");
          return world;
        },
        (world) => expectAgreement(world, ["camera", "screen"]),
      );

      expect(endings).toBeGreaterThan(0);
    });

    it("agree in every order of steps when both restart ICE at once", async () => {
      const { endings } = await exploreAll(
        async () => {
          const world = twoEnds(delivery);
          world.ann.wish("camera");
          await world.settle();
          world.ann.restartIce();
          world.ben.restartIce();
          return world;
        },
        (world) => expectAgreement(world, ["camera"]),
      );

      expect(endings).toBeGreaterThan(0);
    });
  },
);
