import { describe, expect, it } from "vitest";
import type { PageRecord } from "./page-probe.ts";
import {
  backAtMs,
  concealedRatio,
  falseAlarms,
  framesPerSecond,
  goneAfterMs,
  longestGapMs,
  lostFrames,
  noticedAfterMs,
  restartsSince,
  saidAfterMs,
  timesSaid,
  widestPx,
} from "./timeline.ts";

/** A frame every fifty milliseconds from one moment to the next, both included. */
const film = (fromMs: number, untilMs: number): readonly number[] =>
  Array.from({ length: (untilMs - fromMs) / 50 + 1 }, (_, index) => fromMs + index * 50);

const record = (parts: Partial<PageRecord>): PageRecord => ({
  frames: {},
  sizes: [],
  beganAtMs: 0,
  pressedAtMs: [],
  joinedAtMs: [],
  tiles: [],
  people: [],
  notices: [],
  sound: [],
  connections: [],
  ...parts,
});

describe("a picture", () => {
  const usual = { fromMs: 0, untilMs: 1_000 };
  const cutAt1000 = [...film(0, 1_000), ...film(3_200, 6_000)];

  it("is back with the first frame after it stood", () => {
    expect(backAtMs(cutAt1000, { fromMs: 1_010, untilMs: 6_000 }, usual)).toBe(3_200);
  });

  it("is back for good only after the last time it stood", () => {
    const frames = [...film(0, 1_000), ...film(3_200, 3_300), ...film(5_000, 7_000)];

    expect(backAtMs(frames, { fromMs: 1_010, untilMs: 7_000 }, usual)).toBe(5_000);
  });

  it("is not back while it stands at the end", () => {
    expect(backAtMs(film(0, 1_000), { fromMs: 1_010, untilMs: 6_000 }, usual)).toBe(
      Number.POSITIVE_INFINITY,
    );
    expect(backAtMs([], { fromMs: 1_000, untilMs: 6_000 }, usual)).toBe(Number.POSITIVE_INFINITY);
  });

  it("that only stuttered never broke", () => {
    const frames = [...film(0, 1_000), ...film(1_400, 3_000)];

    expect(backAtMs(frames, { fromMs: 500, untilMs: 3_000 }, usual)).toBeNull();
    expect(longestGapMs(frames, { fromMs: 500, untilMs: 3_000 })).toBe(400);
  });

  it("on a busy machine breaks by more than it stands anyway", () => {
    const span = { fromMs: 1_010, untilMs: 6_000 };
    const stutters = [0, 400, 800, 1_100, 1_800];

    expect(backAtMs([...stutters, ...film(1_850, 6_000)], span, usual)).toBeNull();
    expect(backAtMs([...stutters, ...film(3_200, 6_000)], span, usual)).toBe(3_200);
  });

  it("stands from its last frame, although that came before the fault", () => {
    expect(longestGapMs(cutAt1000, { fromMs: 1_040, untilMs: 6_000 })).toBe(2_200);
  });

  it("lacks the frames that would have come at its usual rate", () => {
    expect(lostFrames(cutAt1000, { fromMs: 1_010, untilMs: 6_000 }, usual)).toBe(43);
    expect(lostFrames(film(0, 5_000), { fromMs: 1_010, untilMs: 5_000 }, usual)).toBe(0);
  });

  it("is as wide as its widest frame of a span, also one that came before in that width", () => {
    const shown = record({
      frames: { ben: film(0, 3_000) },
      sizes: [
        { atMs: 0, participant: "ben", width: 1_280, height: 720 },
        { atMs: 1_000, participant: "ben", width: 320, height: 180 },
        { atMs: 2_000, participant: "ben", width: 640, height: 360 },
      ],
    });

    expect(widestPx(shown, "ben", { fromMs: 500, untilMs: 3_000 })).toBe(1_280);
    expect(widestPx(shown, "ben", { fromMs: 1_500, untilMs: 1_900 })).toBe(320);
    expect(widestPx(shown, "ben", { fromMs: 1_500, untilMs: 3_000 })).toBe(640);
    expect(widestPx(shown, "ben", { fromMs: 4_000, untilMs: 5_000 })).toBe(0);
  });

  it("has a rate", () => {
    expect(framesPerSecond(film(0, 9_950), { fromMs: 0, untilMs: 10_000 })).toBe(20);
  });
});

describe("a fault", () => {
  const said = (atMs: number, value: string | null, participant = "ben") =>
    ({ atMs, participant, word: "link", value }) as const;

  it("is noticed when the tile says any kind of trouble", () => {
    const tiles = [said(10, "connected"), said(1_700, "unstable"), said(2_500, "reconnecting")];

    expect(noticedAfterMs(record({ tiles }), "ben", 1_000)).toBe(700);
  });

  it("is not noticed by what another tile says, or by connecting", () => {
    const tiles = [said(10, "connected"), said(1_700, "connecting"), said(1_800, "failed", "cleo")];

    expect(noticedAfterMs(record({ tiles }), "ben", 1_000)).toBe(Number.POSITIVE_INFINITY);
  });

  it("is noticed at once where the tile was in trouble before", () => {
    expect(noticedAfterMs(record({ tiles: [said(10, "failed")] }), "ben", 1_000)).toBe(0);
  });

  it("is told by the next words, not by words that go", () => {
    const notices = [
      { atMs: 900, role: "status", text: "Ben joined" },
      { atMs: 1_200, role: "status", text: "" },
      { atMs: 1_500, role: "status", text: "The server cannot be reached" },
    ];

    expect(saidAfterMs(record({ notices }), 1_000)).toBe(500);
  });

  it("is a false alarm as often as a tile says so", () => {
    const tiles = [said(500, "failed"), said(1_700, "unstable"), said(2_500, "reconnecting")];
    const span = { fromMs: 1_000, untilMs: 3_000 };

    expect(timesSaid(record({ tiles }), "ben", ["reconnecting", "failed"], span)).toBe(1);
    expect(timesSaid(record({ tiles }), "ben", ["unstable", "reconnecting"], span)).toBe(2);
  });

  it("is a false alarm where the picture goes on, and the truth where it stands", () => {
    const said = (atMs: number, value: string) =>
      ({ atMs, participant: "ben", word: "link", value }) as const;
    const tiles = [said(700, "unstable"), said(800, "connected"), said(1_700, "unstable")];
    const frames = { ben: [...film(0, 1_000), ...film(1_800, 3_000)] };

    expect(falseAlarms(record({ tiles, frames }), "ben", { fromMs: 0, untilMs: 3_000 })).toBe(1);
    expect(falseAlarms(record({ tiles, frames }), "ben", { fromMs: 900, untilMs: 3_000 })).toBe(0);
  });

  it("costs restarts, counted by their names", () => {
    const connections = [
      { atMs: 100, connection: 0, event: "negotiated", ufrag: "a" },
      { atMs: 1_100, connection: 0, event: "negotiated", ufrag: "b" },
      { atMs: 1_200, connection: 1, event: "closed" },
    ] as const;

    expect(restartsSince(record({ connections }), 1_000)).toBe(1);
  });
});

it("somebody is gone when there is no tile of theirs, and may have been before", () => {
  const people = [
    { atMs: 100, participants: ["ann", "ben"] },
    { atMs: 1_700, participants: ["ann"] },
  ];

  expect(goneAfterMs(record({ people }), "ben", 1_000)).toBe(700);
  expect(goneAfterMs(record({ people }), "ben", 2_000)).toBe(0);
  expect(goneAfterMs(record({ people }), "ann", 1_000)).toBe(Number.POSITIVE_INFINITY);
});

it("sound is made up in proportion to what was played in the span", () => {
  const sound = [
    { atMs: 0, samples: 0, concealed: 0 },
    { atMs: 500, samples: 24_000, concealed: 2_000 },
    { atMs: 1_000, samples: 48_000, concealed: 2_000 },
    { atMs: 1_500, samples: 72_000, concealed: 8_000 },
  ];

  expect(concealedRatio(record({ sound }), { fromMs: 600, untilMs: 1_500 })).toBeCloseTo(0.125);
  expect(concealedRatio(record({}), { fromMs: 600, untilMs: 1_500 })).toBeNaN();
});
