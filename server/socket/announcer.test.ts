import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createAnnouncer } from "./announcer.ts";

const EVERY_MS = 20;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function announcing() {
  const said: string[] = [];
  const announcer = createAnnouncer<string, number>(
    (key, value) => said.push(`${key} ${value}`),
    EVERY_MS,
  );
  return { said, announcer };
}

describe("what is announced", () => {
  it("is said at once when nothing was said lately", () => {
    const { said, announcer } = announcing();
    announcer.announce("a", 1);
    vi.advanceTimersByTime(EVERY_MS);
    announcer.announce("a", 2);

    expect(said).toEqual(["a 1", "a 2"]);
  });

  it("is the first and the last of many in a row, and nothing twice", () => {
    const { said, announcer } = announcing();
    for (let value = 1; value <= 8; value += 1) announcer.announce("a", value);
    vi.advanceTimersByTime(10 * EVERY_MS);

    expect(said).toEqual(["a 1", "a 8"]);
  });

  it("waits for nothing else", () => {
    const { said, announcer } = announcing();
    announcer.announce("a", 1);
    announcer.announce("b", 1);

    expect(said).toEqual(["a 1", "b 1"]);
  });

  it("keeps its pace while changes go on", () => {
    const { said, announcer } = announcing();
    for (let value = 0; value < 100; value += 1) {
      announcer.announce("a", value);
      vi.advanceTimersByTime(1);
    }

    expect(said.length).toBeLessThanOrEqual(100 / EVERY_MS + 1);
  });

  it("is not said any more after the end", () => {
    const { said, announcer } = announcing();
    announcer.announce("a", 1);
    announcer.announce("a", 2);
    announcer.close();
    vi.advanceTimersByTime(EVERY_MS);

    expect(said).toEqual(["a 1"]);
  });
});
