import { expect, it } from "vitest";
import { aParticipant } from "#call/people-for-tests.ts";
import { handQueue, raisedSince } from "./hand-queue.ts";

it("hands stand in the order in which they were raised, those of an unknown time last", () => {
  const people = [
    aParticipant("Ann", { hand: true, handSinceMs: null }),
    aParticipant("Ben", { hand: true, handSinceMs: 3_000 }),
    aParticipant("Cem"),
    aParticipant("Dee", { hand: true, handSinceMs: 2_000 }),
  ];

  expect(handQueue(people).map(({ name }) => name)).toEqual(["Dee", "Ben", "Ann"]);
});

it("of the others those are told whose hand went up, in the order of asking", () => {
  const [ann, ben, cem, dee, eve] = [
    aParticipant("Ann", { hand: true, handSinceMs: 1_000 }),
    aParticipant("Ben", { hand: true, handSinceMs: 4_000 }),
    aParticipant("Cem"),
    aParticipant("Dee", { hand: true, handSinceMs: 3_000 }),
    aParticipant("Eve", { hand: true, handSinceMs: 2_000 }),
  ] as const;

  expect(raisedSince(new Set([eve.id, cem.id]), [ann, ben, cem, dee, eve], ann.id)).toEqual([
    dee,
    ben,
  ]);
});
