import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createPart, tryPartsAgain } from "./part.ts";

/** A server from which a part can be loaded, or not. */
function aServer() {
  let isThere = true;
  let asked = 0;
  const part = createPart(async () => {
    asked += 1;
    if (!isThere) throw new Error("no server");
    return "the part";
  });
  return {
    part,
    asked: () => asked,
    loaded: () => part.getSnapshot().loaded,
    failures: () => part.getSnapshot().failures,
    goes: () => {
      isThere = false;
    },
    comes: () => {
      isThere = true;
    },
  };
}

const passes = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const MINUTE_MS = 60_000;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("a part of the page", () => {
  it("is loaded when it is wanted, once for all who want it, and stays", async () => {
    const { part, asked, loaded } = aServer();
    expect(asked()).toBe(0);

    const ends = [part.want(), part.want()];
    await passes(0);
    for (const end of ends) end();
    part.want();
    await part.tryNow();

    expect(loaded()).toBe("the part");
    expect(asked()).toBe(1);
  });

  it("that cannot be loaded is tried again until it comes, less and less often", async () => {
    const { part, asked, loaded, failures, goes, comes } = aServer();
    goes();

    part.want();
    await passes(MINUTE_MS);
    const inTheFirstMinute = asked();
    await passes(MINUTE_MS);
    const inTheSecond = asked() - inTheFirstMinute;
    comes();
    await passes(MINUTE_MS);

    expect(inTheFirstMinute).toBeGreaterThan(4);
    expect(inTheSecond).toBeLessThan(inTheFirstMinute);
    expect(inTheSecond).toBeGreaterThan(0);
    expect(failures()).toBe(inTheFirstMinute + inTheSecond);
    expect(loaded()).toBe("the part");
  });

  it("is tried at once when the server is back", async () => {
    const { part, loaded, goes, comes } = aServer();
    goes();
    part.want();
    await passes(MINUTE_MS);
    comes();
    expect(loaded()).toBeNull();

    tryPartsAgain();
    await passes(0);

    expect(loaded()).toBe("the part");
  });

  it("is left alone when nobody wants it any more", async () => {
    const { part, asked, goes } = aServer();
    goes();
    const end = part.want();
    await passes(0);

    end();
    end();
    tryPartsAgain();
    await passes(MINUTE_MS);

    expect(asked()).toBe(1);
  });

  it("is still tried for one of two who wanted it", async () => {
    const { part, loaded, goes, comes } = aServer();
    goes();
    const end = part.want();
    part.want();
    await passes(0);

    end();
    comes();
    await passes(MINUTE_MS);

    expect(loaded()).toBe("the part");
  });

  it("can be tried by hand, which fails no louder and is over when it is", async () => {
    const { part, loaded, failures, goes, comes } = aServer();
    goes();
    await expect(part.tryNow()).resolves.toBeUndefined();
    expect(failures()).toBe(1);
    comes();

    await part.tryNow();

    expect(loaded()).toBe("the part");
  });

  it("that does not come in time is missed once, and welcome when it comes", async () => {
    let arrive = (_: string) => {};
    const part = createPart(
      () =>
        new Promise<string>((resolve) => {
          arrive = resolve;
        }),
    );

    part.want();
    await passes(MINUTE_MS);
    expect(part.getSnapshot()).toEqual({ loaded: null, failures: 1 });
    arrive("late");
    await passes(0);

    expect(part.getSnapshot()).toEqual({ loaded: "late", failures: 1 });
  });
});
