import { describe, expect, it } from "vitest";
import { participantId } from "#call/people-for-tests.ts";
import type { Reaction } from "#call/reactions.ts";
import { batchReactions } from "./reaction-batch.ts";

const people = ["Ann", "Ben", "Cem", "Dee"];
const names = new Map(people.map((name) => [participantId(name), name]));

function reactions(...all: readonly [string, Reaction["emoji"]][]): readonly Reaction[] {
  return all.map(([name, emoji], index) => ({ id: index + 1, from: participantId(name), emoji }));
}

describe("reactions that come together", () => {
  it("are one sentence for each kind, with up to two names", () => {
    const shown = reactions(["Ann", "👍"], ["Ben", "🎉"], ["Cem", "👍"]);

    expect(batchReactions(shown, 0, names)).toEqual([
      { emoji: "👍", names: ["Ann", "Cem"], others: 0 },
      { emoji: "🎉", names: ["Ben"], others: 0 },
    ]);
  });

  it("of many people name one and count the others", () => {
    const shown = reactions(["Ann", "👍"], ["Ben", "👍"], ["Cem", "👍"], ["Dee", "👍"]);

    expect(batchReactions(shown, 0, names)).toEqual([{ emoji: "👍", names: ["Ann"], others: 3 }]);
  });

  it("of one person again and again are one", () => {
    const shown = reactions(["Ann", "👏"], ["Ann", "👏"], ["Ann", "👏"]);

    expect(batchReactions(shown, 0, names)).toEqual([{ emoji: "👏", names: ["Ann"], others: 0 }]);
  });

  it("are not said twice, and not of who has no name here", () => {
    const shown = reactions(["Ann", "👍"], ["Ben", "👍"], ["Eve", "👍"]);

    expect(batchReactions(shown, 1, names)).toEqual([{ emoji: "👍", names: ["Ben"], others: 0 }]);
    expect(batchReactions(shown, 3, names)).toEqual([]);
  });
});
