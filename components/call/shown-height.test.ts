import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { coveringHeight, createHeightTeller } from "./shown-height.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the height of a picture that covers a box", () => {
  it.each([
    ["is that of the box in pixels of the screen", [320, 180], [1_280, 720], 2, 360],
    [
      "is that of the box in which the picture is cut at its sides",
      [180, 180],
      [1_280, 720],
      1,
      180,
    ],
    ["counts what is cut off above and below", [400, 225], [720, 1_280], 1, 711],
    ["is that of the box before there is a picture", [400, 225], null, 1, 225],
    ["is nothing in a box that is not laid out", [0, 0], [1_280, 720], 1, 0],
    ["has a bound", [9_000, 5_000], [1_280, 720], 2, 4_320],
  ] as const)("%s", (_, [width, height], picture, pixelRatio, expected) => {
    const shape = picture === null ? null : { width: picture[0], height: picture[1] };

    expect(coveringHeight({ width, height }, shape, pixelRatio)).toBe(expected);
  });
});

describe("telling heights", () => {
  function aTeller() {
    const told: number[] = [];
    return { told, teller: createHeightTeller((height) => void told.push(height)) };
  }

  it("tells the first at once, and of many changes only the last, half a second later", () => {
    const { told, teller } = aTeller();
    teller.set(360);
    for (const height of [400, 500, 600]) teller.set(height);
    expect(told).toEqual([360]);

    vi.advanceTimersByTime(500);
    expect(told).toEqual([360, 600]);
  });

  it("keeps small changes to itself", () => {
    const { told, teller } = aTeller();
    teller.set(360);
    vi.advanceTimersByTime(1_000);
    for (const height of [380, 340, 390]) teller.set(height);
    vi.advanceTimersByTime(1_000);

    expect(told).toEqual([360]);
  });

  it("tells nothing of a glance at another tab, and of a longer one", () => {
    const { told, teller } = aTeller();
    teller.set(360);
    teller.set(0);
    vi.advanceTimersByTime(900);
    teller.set(360);
    vi.advanceTimersByTime(2_000);
    expect(told).toEqual([360]);

    teller.set(0);
    vi.advanceTimersByTime(1_000);
    expect(told).toEqual([360, 0]);
    teller.set(360);
    expect(told).toEqual([360, 0]);
    vi.advanceTimersByTime(500);
    expect(told).toEqual([360, 0, 360]);
  });

  it("tells that a tab is hidden from the start", () => {
    const { told, teller } = aTeller();
    teller.set(0);
    vi.advanceTimersByTime(1_000);

    expect(told).toEqual([0]);
  });

  it("tells at its end that nobody looks, if anybody did", () => {
    const first = aTeller();
    first.teller.close();
    expect(first.told).toEqual([]);

    const second = aTeller();
    second.teller.set(360);
    second.teller.set(720);
    second.teller.close();
    vi.advanceTimersByTime(2_000);
    expect(second.told).toEqual([360, 0]);
  });
});
