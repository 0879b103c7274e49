import { describe, expect, it } from "vitest";
import { aParticipant, aRoom } from "./people-for-tests.ts";
import { connectPatienceMs, readNotice, reconnectDelayMs } from "./signaling.ts";

describe("connecting again", () => {
  it("starts at once, and is spread out and bounded afterwards", () => {
    const isRefused = false;
    expect(reconnectDelayMs(0, { random: 0.5, isRefused })).toBe(0);
    for (const attempt of [1, 2, 3, 4, 50]) {
      const earliest = reconnectDelayMs(attempt, { random: 0, isRefused });
      const latest = reconnectDelayMs(attempt, { random: 1, isRefused });
      expect(earliest).toBeGreaterThan(0);
      expect(latest).toBeLessThanOrEqual(2_000);
      expect(latest).toBe(earliest * 2);
    }
  });

  it("takes more time between attempts that are refused than between those that nobody answers", () => {
    const attempts = Array.from({ length: 12 }, (_, attempt) => attempt);
    const sum = (isRefused: boolean) =>
      attempts.reduce((ms, attempt) => ms + reconnectDelayMs(attempt, { random: 1, isRefused }), 0);

    expect(sum(true)).toBeGreaterThan(1.5 * sum(false));
    expect(reconnectDelayMs(1, { random: 1, isRefused: true })).toBe(
      reconnectDelayMs(1, { random: 1, isRefused: false }),
    );
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
