import { describe, expect, it } from "vitest";
import { ResumeToken } from "#protocol/ids.ts";
import { CODE } from "./people-for-tests.ts";
import { createSeatMemory, type RememberedSeat } from "./seat-memory.ts";

/** As much of Storage as the memory uses. */
function aStorage() {
  const items = new Map<string, string>();
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
  return { items, open: () => storage as unknown as Storage };
}

const seat: RememberedSeat = {
  resumeToken: ResumeToken.parse("token"),
  name: "Ann",
  email: null,
  microphone: { wanted: true, deviceId: null },
  camera: { wanted: false, deviceId: "camera-1" },
  hand: true,
  joinedAtMs: 1_000,
  savedAtMs: 10_000,
};

describe("the memory of a seat", () => {
  it("gives a seat once, so that a duplicated tab finds none", () => {
    const { open, items } = aStorage();
    createSeatMemory(CODE, open).save(seat);

    expect(createSeatMemory(CODE, open).take(11_000)).toEqual(seat);
    expect(items.size).toBe(0);
    expect(createSeatMemory(CODE, open).take(11_000)).toBeNull();
  });

  it("forgets a seat that was left long ago", () => {
    const { open } = aStorage();
    createSeatMemory(CODE, open).save(seat);

    expect(createSeatMemory(CODE, open).take(10_000 + 3_600_000)).toBeNull();
  });

  it("does without a storage that is forbidden, or holds something else", () => {
    const forbidden = createSeatMemory(CODE, () => {
      throw new DOMException("", "SecurityError");
    });
    forbidden.save(seat);
    expect(forbidden.take(0)).toBeNull();

    const { open, items } = aStorage();
    items.set(`rondo.seat.${CODE}`, "{");
    expect(createSeatMemory(CODE, open).take(0)).toBeNull();
  });
});
