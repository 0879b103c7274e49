import { describe, expect, it } from "vitest";
import { type Beat, decodeBeat, encodeBeat } from "#protocol/beat.ts";
import { createHeartbeat, type Heartbeat } from "./heartbeat.ts";

const EVERY_MS = 200;

interface Path {
  /** Travel time each way. */
  readonly delayMs: number;
  readonly passes?: (to: "ann" | "ben", nowMs: number, sequence: number) => boolean;
}

/** Ann's and Ben's ends of one path, in steps of 10 ms; `look` is called after each. */
function run(
  path: Path,
  forMs: number,
  look: (ann: Heartbeat, ben: Heartbeat, nowMs: number) => void,
) {
  const ann = createHeartbeat(0);
  const ben = createHeartbeat(0);
  const flying: { readonly to: "ann" | "ben"; readonly beat: Beat; readonly atMs: number }[] = [];
  for (let nowMs = 0; nowMs <= forMs; nowMs += 10) {
    for (const [from, to, target] of [
      [ann, "ben", ben],
      [ben, "ann", ann],
    ] as const) {
      if (nowMs % EVERY_MS === 0) {
        const beat = from.next(nowMs, EVERY_MS);
        if (path.passes?.(to, nowMs, beat.sequence) ?? true)
          flying.push({ to, beat, atMs: nowMs + path.delayMs });
      }
      for (const { beat } of flying.filter((one) => one.to === to && one.atMs === nowMs))
        target.take(beat, nowMs);
    }
    look(ann, ben, nowMs);
  }
  return { ann, ben };
}

describe("a heartbeat", () => {
  it("measures round trips whatever time beats spend at the other end", () => {
    const { ann } = run({ delayMs: 70 }, 5_000, () => {});

    expect(ann.figures().rttMs).toBe(140);
    expect(ann.figures().rttJitterMs).toBe(0);
  });

  it("is never silent for long on a path that works", () => {
    run({ delayMs: 150 }, 20_000, (ann, ben, nowMs) => {
      expect(Math.max(ann.silentMs(nowMs), ben.silentMs(nowMs))).toBeLessThan(ann.allowanceMs());
    });
  });

  it("notices a cut at both ends, and that it is over, without another alarm", () => {
    const cut = (nowMs: number) => nowMs >= 5_000 && nowMs < 15_000;
    const noticed: number[] = [];
    let isAlarmed = false;
    run({ delayMs: 20, passes: (_, nowMs) => !cut(nowMs) }, 20_000, (ann, ben, nowMs) => {
      const alarm = [ann, ben].some((end) => end.silentMs(nowMs) >= end.allowanceMs());
      if (alarm && !isAlarmed) noticed.push(nowMs);
      isAlarmed = alarm;
    });

    expect(noticed).toHaveLength(1);
    expect((noticed[0] ?? 0) - 5_000).toBeLessThanOrEqual(800);
    expect(isAlarmed).toBe(false);
  });

  it("tells the end that still hears of a cut in its own direction", () => {
    const heard: [number, number][] = [];
    run(
      { delayMs: 20, passes: (to, nowMs) => to === "ann" || nowMs < 5_000 },
      8_000,
      (ann, ben, nowMs) => {
        if (nowMs === 6_200) heard.push([ann.silentMs(nowMs), ben.silentMs(nowMs)]);
      },
    );

    expect(Math.min(...(heard[0] ?? []))).toBeGreaterThanOrEqual(600);
  });

  it("counts lost beats, once enough were due", () => {
    const { ann } = run(
      { delayMs: 20, passes: (to, _, sequence) => to === "ben" || sequence % 10 !== 0 },
      30_000,
      (end, _, nowMs) => {
        if (nowMs < 10_000) expect(end.figures().lossRatio).toBeNull();
      },
    );

    expect(ann.figures().lossRatio).toBeCloseTo(0.1, 1);
  });

  it("does not hold a cut against the path afterwards", () => {
    const { ann } = run({ delayMs: 20 }, 30_000, (end, _, nowMs) => {
      if (nowMs === 29_000) end.forgetLosses();
    });

    expect(ann.figures().lossRatio).toBeNull();
  });

  it("is content with any other packet", () => {
    const end = createHeartbeat(0);
    end.heard(3_000);

    expect(end.silentMs(3_100)).toBe(100);
  });

  it("lets a peer be quiet that said so", () => {
    const end = createHeartbeat(0);
    end.take({ sequence: 1, echo: 0, heldMs: 0, silentMs: 0, nextMs: 30_000 }, 0);

    expect(end.allowanceMs()).toBeGreaterThan(30_000);
  });

  it("waits for the slower pace that a busy peer announced, and misses nothing before", () => {
    const ann = createHeartbeat(0);
    const usual = { sequence: 1, echo: 0, heldMs: 0, silentMs: 0, nextMs: EVERY_MS };
    ann.take(usual, 1_000);
    const allowanceMs = ann.allowanceMs();
    expect(ann.missedMs(1_300)).toBe(300);

    ann.take({ ...usual, sequence: 2, nextMs: 2 * EVERY_MS }, 2_000);

    expect(ann.allowanceMs()).toBe(allowanceMs + EVERY_MS);
    expect(ann.missedMs(2_300)).toBe(300 - EVERY_MS);
  });

  it("does not count the time in which its own page could not hear", () => {
    const ann = createHeartbeat(0);

    ann.heldUp(900, 1_000);
    expect(ann.silentMs(1_000)).toBe(100);
    ann.heldUp(5_000, 1_000);
    expect(ann.silentMs(1_000)).toBe(0);
  });

  it("counts a beat that comes twice, or late, once", () => {
    const end = createHeartbeat(0);
    const beat = (sequence: number): Beat => ({
      sequence,
      echo: 0,
      heldMs: 0,
      silentMs: 0,
      nextMs: EVERY_MS,
    });
    for (let sequence = 1; sequence <= 120; sequence += 2) {
      end.take(beat(sequence + 1), sequence * EVERY_MS);
      end.take(beat(sequence + 1), sequence * EVERY_MS);
      end.take(beat(sequence), sequence * EVERY_MS);
    }

    expect(end.figures().lossRatio).toBe(0);
  });
});

describe("the bytes of a beat", () => {
  it("say what was written, with times that saturate", () => {
    const beat: Beat = {
      sequence: 4_000_000_000,
      echo: 7,
      heldMs: 12,
      silentMs: 99_999,
      nextMs: 200,
    };

    expect(decodeBeat(encodeBeat(beat))).toEqual({ ...beat, silentMs: 65_535 });
  });

  it("are refused when they are none", () => {
    for (const junk of [null, "beat", new ArrayBuffer(0), new ArrayBuffer(15), new Uint8Array(14)])
      expect(decodeBeat(junk)).toBeNull();
  });
});
