import { describe, expect, it } from "vitest";
import { ResumeToken } from "#protocol/ids.ts";
import { CODE } from "./people-for-tests.ts";
import { createSeatMemory, type RememberedSeat } from "./seat-memory.ts";
import { aStorage, noStorage } from "./storage-for-tests.ts";

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
    const { storage, items } = aStorage();
    createSeatMemory(CODE, storage).save(seat);

    expect(createSeatMemory(CODE, storage).take(11_000)).toEqual(seat);
    expect(items.size).toBe(0);
    expect(createSeatMemory(CODE, storage).take(11_000)).toBeNull();
  });

  it("forgets a seat that was left long ago", () => {
    const { storage } = aStorage();
    createSeatMemory(CODE, storage).save(seat);

    expect(createSeatMemory(CODE, storage).take(10_000 + 3_600_000)).toBeNull();
  });

  it("does without a storage that is forbidden, or holds something else", () => {
    const forbidden = createSeatMemory(CODE, noStorage);
    forbidden.save(seat);
    expect(forbidden.take(0)).toBeNull();

    const { storage, items } = aStorage();
    items.set(`rondo.seat.${CODE}`, "{");
    expect(createSeatMemory(CODE, storage).take(0)).toBeNull();
  });
});
