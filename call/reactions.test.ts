import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { participantId } from "./people-for-tests.ts";
import { createReactions, REACTION_SHOWN_MS } from "./reactions.ts";
import type { HeardEvent } from "./room-events.ts";

const [ann, ben] = [participantId("ann"), participantId("ben")];

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function aRoom() {
  const flash = vi.fn();
  const heard: ((event: HeardEvent) => void)[] = [];
  const reactions = createReactions({
    events: {
      flash,
      subscribe(listener) {
        heard.push(listener);
        return () => true;
      },
    },
    selfId: () => ann,
    nowMs: () => Date.now(),
  });
  const hear = (body: string, name = "reaction") => {
    for (const listener of heard) listener({ from: ben, name, body });
  };
  return { reactions, flash, hear };
}

describe("a reaction", () => {
  it("is shown here and told to the others, and goes by itself", () => {
    const { reactions, flash } = aRoom();

    reactions.send("🎉");
    expect(reactions.getSnapshot()).toEqual([{ id: 1, from: ann, emoji: "🎉" }]);
    expect(flash).toHaveBeenCalledExactlyOnceWith("reaction", "🎉");
    vi.advanceTimersByTime(REACTION_SHOWN_MS);

    expect(reactions.getSnapshot()).toEqual([]);
  });

  it("of somebody else is one of those that there are, and nothing else", () => {
    const { reactions, hear } = aRoom();

    hear("👏");
    hear("<img src=x>");
    hear("👏", "other");

    expect(reactions.getSnapshot().map(({ from, emoji }) => [from, emoji])).toEqual([[ben, "👏"]]);
  });

  it("comes no faster than can be seen, whoever sends it", () => {
    const { reactions, flash, hear } = aRoom();

    for (let times = 0; times < 100; times += 1) {
      reactions.send("👍");
      hear("👍");
    }

    expect(reactions.getSnapshot()).toHaveLength(2);
    expect(flash).toHaveBeenCalledOnce();
  });
});
