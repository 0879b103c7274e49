import { describe, expect, it } from "vitest";
import { aParticipant, aRoom } from "./people-for-tests.ts";
import { connectPatienceMs, readNotice, reconnectDelayMs } from "./signaling.ts";

describe("connecting again", () => {
  it("starts at once, and is spread out and bounded afterwards", () => {
    expect(reconnectDelayMs(0, 0.5)).toBe(0);
    for (const attempt of [1, 2, 3, 4, 50]) {
      const earliest = reconnectDelayMs(attempt, 0);
      const latest = reconnectDelayMs(attempt, 1);
      expect(earliest).toBeGreaterThan(0);
      expect(latest).toBeLessThanOrEqual(2_000);
      expect(latest).toBe(earliest * 2);
    }
  });

  it("gives up an attempt soon where connecting was quick, and now and then waits longer", () => {
    const patience = Array.from({ length: 16 }, (_, attempt) => connectPatienceMs(attempt, 30));

    expect(patience[0]).toBeLessThan(1_000);
    expect(patience[12]).toBe(2_000);
    expect(patience.filter((ms) => ms === 5_000)).toHaveLength(2);
    expect(connectPatienceMs(0, 600)).toBeGreaterThan(2_000);
    expect(connectPatienceMs(0, 9_000)).toBe(5_000);
  });
});

describe("a notice", () => {
  it("is read by its schema", () => {
    const notice = aRoom([aParticipant("Ann")]);

    expect(readNotice("room:state", { ...notice })).toEqual({
      kind: "notice",
      name: "room:state",
      notice,
    });
  });

  it.each([
    ["room:state", { revision: "1" }],
    ["session:end", { reason: "boredom" }],
    ["room:state", null],
    ["room:unknown", {}],
    ["constructor", {}],
  ])("%s with %j is dropped", (name, payload) => {
    expect(readNotice(name, payload)).toBeNull();
  });
});
