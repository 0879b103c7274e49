import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ChatId } from "#protocol/chat.ts";
import type { ChatKeeping } from "#protocol/chat-keeping.ts";
import { post } from "./chat-log.ts";
import { forgetOldChat, readChat } from "./kept-of-chat.ts";
import type { Room } from "./room.ts";
import { setSettings } from "./room-decisions.ts";
import { aRoom, id, mustEnter, session, someone, withPeople } from "./room-for-tests.ts";
import { toRoomState } from "./room-views.ts";
import { vacate } from "./seats.ts";

describe("the chat of a room", () => {
  const DAY_MS = 24 * 3_600_000;
  /** A room in which somebody says something, at this time. */
  const said = (room: Room, text: string, atMs: number): Room => {
    const given = { id: ChatId.parse(randomUUID()), body: { kind: "text", text } } as const;
    const outcome = post(room.chat, given, { id: id("Ann"), name: "Ann" }, { atMs, maxEntries: 9 });
    if ("ok" in outcome) throw new Error(outcome.code);
    return { ...room, chat: outcome.chat };
  };
  const keeping = (room: Room, keepChat: ChatKeeping): Room =>
    setSettings(room, { ...room.record.settings, keepChat });
  const read = (room: Room, name: string, afterSeq = 0) =>
    readChat(room, id(name), afterSeq).entries.map(({ body }) => body.kind === "text" && body.text);

  it("is there for who comes late, as in every room", () => {
    const room = mustEnter(said(withPeople(aRoom(), "Ann"), "hello", 1), someone("Ben")).room;

    expect(toRoomState(room).keepChat).toBe("call");
    expect(read(room, "Ben")).toEqual(["hello"]);
  });

  it("[G6] is for those alone who were there when it was said, where nothing is kept", () => {
    let room = keeping(withPeople(aRoom(), "Ann", "Ben"), "never");
    room = said(room, "before", 1);
    room = said(mustEnter(room, someone("Cleo")).room, "after", 2);

    expect(toRoomState(room).keepChat).toBe("never");
    expect(read(room, "Ben")).toEqual(["before", "after"]);
    expect(read(room, "Cleo")).toEqual(["after"]);
    expect(read(room, "Cleo", 2)).toEqual([]);
    expect(read(room, "Dora")).toEqual([]);
    const reloaded = mustEnter(room, someone("Ben", { session: session("Ben-again") })).room;
    expect(read(reloaded, "Ben")).toEqual(["before", "after"]);
    const again = mustEnter(vacate(room, id("Ben")), someone("Ben", { resume: id("Ben") })).room;
    expect(read(again, "Ben")).toEqual([]);
  });

  it("[G6] forgets what was said for another time than the one that is set", () => {
    // The call began at 0, after one of which something is kept.
    const before = said(withPeople(aRoom(), "Ann"), "of an earlier call", -5);
    const room = said(keeping(before, 30), "of this call", 5);

    for (const keepChat of [1, 7, "call"] as const)
      expect(keeping(room, keepChat).chat.lastSeq).toBe(2);
    expect(read(keeping(room, 7), "Ann")).toEqual(["of an earlier call", "of this call"]);
    expect(read(keeping(room, "call"), "Ann")).toEqual(["of this call"]);
    const nothing = keeping(room, "never");
    expect(nothing.chat).toEqual({ entries: [], lastSeq: 2 });
    expect(read(keeping(said(nothing, "unkept", 9), 30), "Ann")).toEqual([]);
    expect(keeping(room, 30)).toBe(room);
    expect(setSettings(room, { ...room.record.settings, startsMuted: true }).chat).toBe(room.chat);
  });

  it("[G6] forgets each message when it has become too old, where it is kept for days", () => {
    const people = keeping(withPeople(aRoom(), "Ann"), 7);
    const room = said(said(people, "first", 0), "second", DAY_MS);

    expect(forgetOldChat(room, 7 * DAY_MS)).toBe(room);
    expect(read(forgetOldChat(room, 7 * DAY_MS + 1), "Ann")).toEqual(["second"]);
    expect(read(forgetOldChat(room, 9 * DAY_MS), "Ann")).toEqual([]);
    const ofCall = keeping(room, "call");
    expect(forgetOldChat(ofCall, 900 * DAY_MS)).toBe(ofCall);
  });
});
