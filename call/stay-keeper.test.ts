import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ParticipantId } from "#protocol/ids.ts";
import type { CallState, LevelState } from "./call-state.ts";
import type { HealthState } from "./health-store.ts";
import { aParticipant, aRoom, CODE, participantId } from "./people-for-tests.ts";
import { enteredRoom, initialCallState } from "./room-view.ts";
import { createLinkHealth } from "./stats/link-health.ts";
import type { Quality } from "./stats/qualities.ts";
import { createStayKeeper } from "./stay-keeper.ts";
import { createStayRecord } from "./stay-record.ts";
import { createStore } from "./store.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const ann = aParticipant("Ann");
const ben = aParticipant("Ben", { joinedAtMs: 2_000 });
const cem = aParticipant("Cem", { joinedAtMs: 3_000 });

/** Ann's session in a room; her clock is the fake one. */
function aCall(load = async () => createStayRecord) {
  const call = createStore<CallState>(initialCallState(CODE));
  const levels = createStore<LevelState>(new Map());
  const health = createStore<HealthState>({ links: new Map(), blame: null });
  const keeper = createStayKeeper({ call, levels, health, nowMs: () => Date.now() }, load);
  let revision = 0;
  return {
    keeper,
    with(...others: ReturnType<typeof aParticipant>[]) {
      revision += 1;
      const room = aRoom([ann, ...others], { revision });
      call.update((state) => enteredRoom(state, ann.id, room, new Map()));
    },
    /** For so long these are loud and the others are not. */
    async talks(forMs: number, ...loud: (ParticipantId | "self")[]) {
      for (let ms = 0; ms < forMs; ms += 200) {
        await vi.advanceTimersByTimeAsync(200);
        levels.update(() => new Map(loud.map((who) => [who, 0.5])));
      }
    },
    receives(quality: Quality) {
      const link = { ...createLinkHealth().snapshot(), receives: quality };
      health.update(() => ({ links: new Map([[ben.id, link]]), blame: null }));
    },
  };
}

describe("looking back on a stay", () => {
  it("names who was there, how long each talked, and how good the connection was", async () => {
    const { keeper, with: comes, talks, receives } = aCall();
    comes(ben);
    keeper.seated();
    await vi.advanceTimersByTimeAsync(2_000);
    receives("good");
    await talks(4_000, "self");
    receives("fair");
    comes(ben, cem);
    await talks(2_000, participantId("ben"));
    comes(cem);
    receives("lost");
    await talks(1_000);
    receives("good");

    const summary = keeper.end();

    expect(summary?.people.map(({ name, isSelf }) => [name, isSelf])).toEqual([
      ["Ann", true],
      ["Ben", false],
      ["Cem", false],
    ]);
    expect(summary?.people.map(({ talkMs }) => Math.round(talkMs / 1_000))).toEqual([4, 2, 0]);
    expect(summary?.connection).toEqual({
      spentMs: { good: 4_000, fair: 2_000, poor: 0, lost: 1_000 },
      reconnections: 1,
    });
  });

  it("begins anew with the next stay", async () => {
    const { keeper, with: comes, talks } = aCall();
    comes(ben);
    keeper.seated();
    await vi.advanceTimersByTimeAsync(2_000);
    await talks(3_000, "self");
    keeper.end();
    comes(cem);
    keeper.seated();
    await vi.advanceTimersByTimeAsync(2_000);

    const summary = keeper.end();

    expect(summary?.people.map(({ name }) => name)).toEqual(["Ann", "Cem"]);
    expect(summary?.people[0]?.talkMs).toBe(0);
  });

  it("says nothing of a stay that was over before it began to note, or where that cannot be loaded", async () => {
    const short = aCall();
    short.keeper.seated();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(short.keeper.end()).toBeNull();
    await vi.advanceTimersByTimeAsync(5_000);

    const cut = aCall(() => Promise.reject(new Error("offline")));
    cut.keeper.seated();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(cut.keeper.end()).toBeNull();
    expect(short.keeper.end()).toBeNull();
  });
});
