import { describe, expect, it } from "vitest";
import { THRESHOLDS } from "../thresholds.ts";
import { createMediaWatchdog } from "./media-watchdog.ts";

const { mediaMissingAfterMs: PATIENCE_MS, mediaMissingAttempts: ATTEMPTS } = THRESHOLDS;

/** Looks every second of a span, and returns the moments at which a new connection was due. */
function watched(
  untilMs: number,
  sourcesAt: (nowMs: number) => readonly { isDue: boolean; packets: number }[],
): readonly number[] {
  const watchdog = createMediaWatchdog();
  const seconds = Array.from({ length: untilMs / 1_000 + 1 }, (_, second) => second * 1_000);
  return seconds.filter((nowMs) => watchdog.look(sourcesAt(nowMs), nowMs));
}

describe("a source that the peer sends", () => {
  it("is let be while its packets come", () => {
    expect(watched(60_000, (nowMs) => [{ isDue: true, packets: nowMs }])).toEqual([]);
  });

  it("is let be where the peer does not send it", () => {
    expect(watched(60_000, () => [{ isDue: false, packets: 0 }])).toEqual([]);
  });

  it("is asked for by a new connection where nothing comes, a few times, and each time later", () => {
    const due = watched(600_000, () => [{ isDue: true, packets: 7 }]);

    expect(due).toHaveLength(ATTEMPTS);
    expect(due[0]).toBe(PATIENCE_MS);
    expect((due[1] ?? 0) - (due[0] ?? 0)).toBe(2 * PATIENCE_MS);
  });

  it("is asked for again when it had come in between", () => {
    const comesOnceMs = 400_000;
    const due = watched(800_000, (nowMs) => [
      { isDue: true, packets: nowMs < comesOnceMs ? 7 : 8 },
    ]);

    expect(due).toHaveLength(2 * ATTEMPTS);
  });

  it("is not covered by another one that comes", () => {
    const due = watched(PATIENCE_MS, (nowMs) => [
      { isDue: true, packets: nowMs },
      { isDue: true, packets: 0 },
    ]);

    expect(due).toEqual([PATIENCE_MS]);
  });

  it("is given its time again after the path carried nothing", () => {
    const watchdog = createMediaWatchdog();
    const missing = [{ isDue: true, packets: 0 }];
    watchdog.look(missing, 0);
    watchdog.reset(PATIENCE_MS - 1);

    expect(watchdog.look(missing, PATIENCE_MS)).toBe(false);
    expect(watchdog.look(missing, 2 * PATIENCE_MS)).toBe(true);
  });
});
