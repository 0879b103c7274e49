import { expect, it } from "vitest";
import { aParticipant } from "#call/people-for-tests.ts";
import { handQueue } from "./hand-queue.ts";

it("hands stand in the order in which they were raised, those of an unknown time last", () => {
  const people = [
    aParticipant("Ann", { hand: true, handSinceMs: null }),
    aParticipant("Ben", { hand: true, handSinceMs: 3_000 }),
    aParticipant("Cem"),
    aParticipant("Dee", { hand: true, handSinceMs: 2_000 }),
  ];

  expect(handQueue(people).map(({ name }) => name)).toEqual(["Dee", "Ben", "Ann"]);
});
