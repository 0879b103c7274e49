import { describe, expect, it } from "vitest";
import { createHealth } from "./health-store.ts";
import { participantId } from "./people-for-tests.ts";
import { recorded } from "./stats/reports-for-tests.ts";
import { createRoomHealth } from "./stats/room-health.ts";

const ben = participantId("ben");
const sampled = {
  sample: recorded.chromium.after,
  heartbeat: { rttMs: 40, rttJitterMs: 3, lossRatio: 0 },
  peer: { microphone: true, camera: true },
};
const someTasks = () => new Promise((resolve) => setTimeout(resolve, 0));

describe("the health of a call", () => {
  it("loads its judgement when figures have come for a moment, and not before", async () => {
    let loads = 0;
    const health = createHealth(async () => {
      loads += 1;
      return createRoomHealth;
    });
    const link = health.link(ben);
    link.silent(0, 700);
    expect(loads).toBe(0);

    link.sampled(sampled, 0);
    expect(loads).toBe(0);

    link.sampled(sampled, 2_000);
    await someTasks();
    link.sampled(sampled, 3_000);

    expect(loads).toBe(1);
    expect(health.getSnapshot().links.get(ben)).toMatchObject({ receives: "good", rttMs: 40 });
  });

  it("goes without figures while the judgement cannot be loaded, and asks for it again", async () => {
    let reachable = false;
    let loads = 0;
    const health = createHealth(async () => {
      loads += 1;
      if (!reachable) throw new Error("offline");
      return createRoomHealth;
    });
    const link = health.link(ben);
    for (let nowMs = 0; nowMs < 7_000; nowMs += 1_000) link.sampled(sampled, nowMs);
    await someTasks();
    expect(loads).toBe(1);
    expect(link.report(6_000)).toBeNull();
    expect(health.getSnapshot().links.size).toBe(0);

    reachable = true;
    link.sampled(sampled, 7_000);
    await someTasks();
    link.sampled(sampled, 8_000);
    expect(health.getSnapshot().links.size).toBe(1);
  });

  it("tells who draws it of every change", async () => {
    const health = createHealth();
    const link = health.link(ben);
    link.sampled(sampled, 0);
    const sizeNow = () => {
      link.sampled(sampled, 2_000);
      return health.getSnapshot().links.size;
    };
    await expect.poll(sizeNow).toBe(1);
    const seen: unknown[] = [];
    health.subscribe(() => seen.push(health.getSnapshot().links.get(ben)?.receives));

    link.silent(3_000, 700);

    expect(seen).toEqual(["lost"]);
  });

  it("does not hear a closed link, neither of a peer who left nor beside the next link", async () => {
    const health = createHealth(async () => createRoomHealth);
    const first = health.link(ben);
    first.sampled(sampled, 0);
    first.sampled(sampled, 2_000);
    await someTasks();
    const second = health.link(ben);
    first.sampled(sampled, 3_000);
    expect(health.getSnapshot().links.size).toBe(0);

    second.sampled(sampled, 3_000);
    expect(health.getSnapshot().links.size).toBe(1);
    health.forget(ben);
    second.sampled(sampled, 4_000);
    expect(health.getSnapshot().links.size).toBe(0);
  });

  it("knows nothing of anybody after the call", async () => {
    const health = createHealth(async () => createRoomHealth);
    const link = health.link(ben);
    link.sampled(sampled, 0);
    link.sampled(sampled, 2_000);
    await someTasks();
    link.sampled(sampled, 3_000);

    health.clear();
    link.sampled(sampled, 4_000);

    expect(health.getSnapshot()).toEqual({ links: new Map(), blame: null });
  });
});
