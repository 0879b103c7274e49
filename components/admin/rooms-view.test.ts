import { describe, expect, it } from "vitest";
import type { ActiveRoom } from "#protocol/admin.ts";
import { ParticipantId } from "#protocol/ids.ts";
import { RoomCode } from "#protocol/room-code.ts";
import { nextSorting, type RoomColumn, type Sorting, visibleRooms } from "./rooms-view.ts";

function aRoom(
  code: string,
  names: readonly string[],
  numbers: Partial<Pick<ActiveRoom, "sinceMs" | "peakPeople" | "relayedPairs">> = {},
): ActiveRoom {
  return {
    code: RoomCode.parse(code),
    sinceMs: 0,
    peakPeople: names.length,
    relayedPairs: 0,
    people: names.map((name, at) => ({
      id: ParticipantId.parse(`person-of-the-test-${at}`),
      name,
      role: "guest",
      joinedAtMs: 0,
      browser: "Firefox 153",
      away: false,
      route: null,
    })),
    ...numbers,
  };
}

const first = aRoom("aaaa-aaaa-aaaa", ["Ann", "Ben"], { sinceMs: 30, relayedPairs: 1 });
const second = aRoom("bbbb-4xwd-h2pn", ["Zoé"], { sinceMs: 10, peakPeople: 5 });
const third = aRoom("cccc-cccc-cccc", ["آن", "安"], { sinceMs: 20 });
const rooms = [third, first, second];

const byCode: Sorting = { column: "code", direction: "ascending" };
const codes = (shown: readonly ActiveRoom[]) => shown.map((room) => room.code.slice(0, 1)).join("");

describe("searching active rooms", () => {
  it.each([
    ["", "abc"],
    ["   ", "abc"],
    ["bbbb-4xwd", "b"],
    ["BBBB4XWD", "b"],
    ["4xwd h2pn", "b"],
    ["ben", "a"],
    ["zoe", "b"],
    ["آن", "c"],
    ["安", "c"],
    ["-", ""],
    ["nobody", ""],
    [".*", ""],
  ])("%j finds %j", (search, found) => {
    expect(codes(visibleRooms(rooms, search, byCode))).toBe(found);
  });
});

describe("sorting active rooms", () => {
  it.each<[RoomColumn, string, string]>([
    ["code", "abc", "cba"],
    ["peopleNow", "bac", "acb"],
    ["peak", "acb", "bac"],
    ["since", "bca", "acb"],
    ["relayedPairs", "bca", "abc"],
  ])("by %s is %s and %s", (column, ascending, descending) => {
    expect(codes(visibleRooms(rooms, "", { column, direction: "ascending" }))).toBe(ascending);
    expect(codes(visibleRooms(rooms, "", { column, direction: "descending" }))).toBe(descending);
  });

  it("does not touch the list that it is given", () => {
    visibleRooms(rooms, "", byCode);

    expect(rooms).toEqual([third, first, second]);
  });

  it("turns the same column around and starts another at the end that matters", () => {
    expect(nextSorting(byCode, "code")).toEqual({ column: "code", direction: "descending" });
    expect(nextSorting(byCode, "peak")).toEqual({ column: "peak", direction: "descending" });
    expect(nextSorting({ column: "peak", direction: "descending" }, "code")).toEqual(byCode);
  });
});
