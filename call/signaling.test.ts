import { describe, expect, it } from "vitest";
import { aParticipant, aRoom } from "./people-for-tests.ts";
import { readNotice, reconnectDelayMs } from "./signaling.ts";

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
