import { describe, expect, it } from "vitest";
import { ROOM_TITLE_MAX_GRAPHEMES, RoomTitle } from "./room-title.ts";

const read = (title: unknown) => RoomTitle.safeParse(title).data;

describe("a room's title", () => {
  it.each([
    ["as it is", "Weekly planning", "Weekly planning"],
    ["without spaces around it, and with single ones", "  Weekly \n planning\t", "Weekly planning"],
    ["composed", "Cafe\u0301", "Café"],
    ["without what turns its direction", "Plans \u202etxt.exe", "Plans txt.exe"],
    ["without control characters", "Pla\u0000ns\u0007", "Plans"],
    ["in any script", "اجتماع الأسبوع", "اجتماع الأسبوع"],
    ["as none where nothing is left", " \u200b\u202e ", null],
    ["as none", null, null],
    [
      "up to its full length",
      "é".repeat(ROOM_TITLE_MAX_GRAPHEMES),
      "é".repeat(ROOM_TITLE_MAX_GRAPHEMES),
    ],
  ])("is read %s", (_, given, expected) => {
    expect(read(given)).toBe(expected);
  });

  it.each([
    ["a longer one", "x".repeat(ROOM_TITLE_MAX_GRAPHEMES + 1)],
    ["a giant one", "\u0301".repeat(100_000)],
    ["a number", 4],
    ["an object", { toString: "x" }],
    ["nothing at all", undefined],
  ])("refuses %s", (_, given) => {
    expect(RoomTitle.safeParse(given).success).toBe(false);
  });
});
