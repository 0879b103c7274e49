import { describe, expect, it } from "vitest";
import { parseRoomCode, parseRoomLink, RoomCode, roomCodeFromBytes } from "./room-code.ts";

describe("a room code", () => {
  it.each([
    ["k7mq-4xwd-h2pn", "k7mq-4xwd-h2pn"],
    ["K7MQ4XWDH2PN", "k7mq-4xwd-h2pn"],
    [" k7mq 4xwd h2pn ", "k7mq-4xwd-h2pn"],
    ["k7mq—4xwd–h2pn", "k7mq-4xwd-h2pn"],
    ["o7mq-4xwd-hIpL", "07mq-4xwd-h1p1"],
  ])("is read from %j as people type it", (typed, code) => {
    expect(parseRoomCode(typed)).toBe(code);
  });

  it.each([
    "",
    "k7mq-4xwd",
    "k7mq-4xwd-h2pn-k7mq",
    "k7mq-4xwd-h2pu",
    "k7mq-4xwd-h2p!",
    "x".repeat(1e6),
  ])("is not read from something else (case %#)", (typed) => {
    expect(parseRoomCode(typed)).toBeNull();
  });

  it("is found in a full link, with or without scheme, query and fragment", () => {
    expect(parseRoomLink("https://meet.example/r/k7mq-4xwd-h2pn?x=1#y")).toBe("k7mq-4xwd-h2pn");
    expect(parseRoomLink("meet.example/r/K7MQ4XWDH2PN")).toBe("k7mq-4xwd-h2pn");
    expect(parseRoomLink("k7mq4xwdh2pn")).toBe("k7mq-4xwd-h2pn");
    expect(parseRoomLink("https://meet.example/")).toBeNull();
  });

  it("uses every symbol of the alphabet and stays canonical, whatever the bytes", () => {
    const seen = new Set<string>();
    for (let byte = 0; byte < 256; byte += 1) {
      const code = roomCodeFromBytes(new Uint8Array(12).fill(byte));
      expect(RoomCode.safeParse(code).success).toBe(true);
      seen.add(code.charAt(0));
    }
    expect(seen.size).toBe(32);
  });
});
