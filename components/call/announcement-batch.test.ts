import { describe, expect, it } from "vitest";
import type { Announcement } from "#call/call-state.ts";
import { batchAnnouncements } from "./announcement-batch.ts";

const joined = (id: number, name: string): Announcement => ({ id, kind: "joined", name });
const left = (id: number, name: string): Announcement => ({ id, kind: "left", name });

describe("announcements", () => {
  it("name one person", () => {
    expect(batchAnnouncements([joined(1, "Ann")], 0)).toEqual([
      { id: 1, kind: "joined", names: ["Ann"], others: 0 },
    ]);
  });

  it("name two people", () => {
    expect(batchAnnouncements([joined(1, "Ann"), joined(2, "Ben")], 0)).toEqual([
      { id: 2, kind: "joined", names: ["Ann", "Ben"], others: 0 },
    ]);
  });

  it("name the first of more and count the others", () => {
    const three = [joined(1, "Ann"), joined(2, "Ben"), joined(3, "Cem")];

    expect(batchAnnouncements(three, 0)).toEqual([
      { id: 3, kind: "joined", names: ["Ann"], others: 2 },
    ]);
  });

  it("say each one once", () => {
    expect(batchAnnouncements([joined(1, "Ann"), joined(2, "Ben")], 1)).toEqual([
      { id: 2, kind: "joined", names: ["Ben"], others: 0 },
    ]);
    expect(batchAnnouncements([joined(1, "Ann")], 1)).toEqual([]);
  });

  it("keep coming and going apart", () => {
    expect(batchAnnouncements([joined(1, "Ann"), left(2, "Ben")], 0)).toEqual([
      { id: 1, kind: "joined", names: ["Ann"], others: 0 },
      { id: 2, kind: "left", names: ["Ben"], others: 0 },
    ]);
  });

  it("leave out who came and went at once", () => {
    expect(batchAnnouncements([joined(1, "Ann"), left(2, "Ann")], 0)).toEqual([]);
  });
});
