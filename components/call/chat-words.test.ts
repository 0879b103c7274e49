import { describe, expect, it } from "vitest";
import type { ChatMessage } from "#call/chat/chat-state.ts";
import { participantId } from "#call/people-for-tests.ts";
import { ChatId } from "#protocol/chat.ts";
import { asText, breaksBefore, partsOf } from "./chat-words.ts";

const aMessage = (change: Partial<ChatMessage> = {}): ChatMessage => ({
  id: ChatId.parse(crypto.randomUUID()),
  from: participantId("ben"),
  name: "Ben",
  text: "hello",
  atMs: Date.UTC(2026, 10, 25, 12),
  isOwn: false,
  privateWith: null,
  status: "sent",
  reactions: new Map(),
  ...change,
});

const linksIn = (text: string) =>
  partsOf(text).flatMap((part) => (part.kind === "link" ? [part.href] : []));

describe("links in a message", () => {
  it.each([
    ["see https://example.org/a?b=c#d now", ["https://example.org/a?b=c#d"]],
    [
      "http://one.example and https://two.example.",
      ["http://one.example/", "https://two.example/"],
    ],
    ["(https://example.org/page)", ["https://example.org/page"]],
    [
      "https://en.wikipedia.org/wiki/Rondo_(music)",
      ["https://en.wikipedia.org/wiki/Rondo_(music)"],
    ],
    ["javascript:alert(1) data:text/html,x file:///etc www.example.org", []],
    ["JaVaScRiPt:alert(1) JAVASCRIPT://example.org/%0aalert(1) DaTa:text/html,x", []],
    ["https://", []],
  ])("[row 19] of %j are %j", (text, links) => {
    expect(linksIn(text)).toEqual(links);
  });

  it("leave nothing of the text out", () => {
    const text = "a https://example.org/x, b <https://example.org/y> c";

    expect(
      partsOf(text)
        .map((part) => part.text)
        .join(""),
    ).toBe(text);
  });
});

describe("a saved chat", () => {
  it("has who, when and what, and says what was private or deleted", () => {
    const saved = asText(
      [
        aMessage(),
        aMessage({ text: "secret\nlines", privateWith: { id: participantId("ann"), name: "Ann" } }),
        aMessage({ text: null }),
      ],
      { when: () => "12:00", privately: () => "only for Ann", deleted: "deleted" },
    );

    expect(saved).toBe(
      "12:00 · Ben\nhello\n\n12:00 · Ben · only for Ann\nsecret\nlines\n\n12:00 · Ben\ndeleted\n",
    );
  });
});

describe("a message after another", () => {
  it("bears its author again after a while, another author, or a day", () => {
    const first = aMessage();
    const later = (ms: number, change: Partial<ChatMessage> = {}) =>
      breaksBefore(aMessage({ atMs: first.atMs + ms, ...change }), first);

    expect(breaksBefore(first, undefined)).toEqual({ day: true, head: true });
    expect(later(60_000)).toEqual({ day: false, head: false });
    expect(later(600_000)).toEqual({ day: false, head: true });
    expect(later(1, { from: participantId("cem") })).toEqual({ day: false, head: true });
    expect(later(30 * 3_600_000)).toEqual({ day: true, head: true });
  });
});
