import { describe, expect, it } from "vitest";
import { type ChatBody, ChatId } from "#protocol/chat.ts";
import { ParticipantId } from "#protocol/ids.ts";
import {
  type ChatLog,
  chatSince,
  EMPTY_CHAT,
  forgotten,
  type Posted,
  post,
  readAfter,
} from "./chat-log.ts";

const ann = { id: ParticipantId.parse("participant-ann-"), name: "Ann" };
const ben = { id: ParticipantId.parse("participant-ben-"), name: "Ben" };
const idOf = (number: number) =>
  ChatId.parse(`00000000-0000-4000-8000-${String(number).padStart(12, "0")}`);
const text = (said: string): ChatBody => ({ kind: "text", text: said });

function posted(chat: ChatLog, number: number, body: ChatBody, author = ann, maxEntries = 100) {
  return post(chat, { id: idOf(number), body }, author, { atMs: number, maxEntries });
}
function mustPost(...given: Parameters<typeof posted>): Posted {
  const outcome = posted(...given);
  if ("ok" in outcome) throw new Error(`refused: ${outcome.code}`);
  return outcome;
}
const withTexts = (count: number, maxEntries = 100) =>
  Array.from({ length: count }, (_, index) => index + 1).reduce(
    (chat, number) => mustPost(chat, number, text(`t${number}`), ann, maxEntries).chat,
    EMPTY_CHAT,
  );

describe("the chat of a room", () => {
  it("numbers what is said, without a gap", () => {
    const chat = withTexts(3);

    expect(chat.entries.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(readAfter(chat, 1).entries.map(({ seq }) => seq)).toEqual([2, 3]);
    expect(readAfter(chat, 3)).toEqual({ entries: [], more: false, lastSeq: 3 });
  });

  it("takes the same id once, from its author alone", () => {
    const chat = withTexts(1);

    expect(mustPost(chat, 1, text("again"))).toMatchObject({ isNew: false, chat });
    expect(posted(chat, 1, text("mine"), ben)).toMatchObject({ code: "invalid" });
  });

  it("takes reactions and deletions of messages that there are", () => {
    const chat = withTexts(1);
    const reaction: ChatBody = { kind: "reaction", to: idOf(1), emoji: "👍", on: true };

    expect(mustPost(chat, 2, reaction, ben).entry.body).toEqual(reaction);
    expect(posted(EMPTY_CHAT, 2, reaction)).toMatchObject({ code: "invalid" });
    expect(posted(EMPTY_CHAT, 2, { kind: "deletion", of: idOf(1) })).toMatchObject({
      code: "invalid",
    });
  });

  it("forgets the text of what its author deletes, and nobody else's", () => {
    const chat = withTexts(2);
    const deletion: ChatBody = { kind: "deletion", of: idOf(1) };

    expect(posted(chat, 3, deletion, ben)).toMatchObject({ code: "forbidden" });
    const after = mustPost(chat, 3, deletion);

    expect(after.deletedSeq).toBe(1);
    expect(JSON.stringify(after.chat)).not.toContain('"t1"');
    expect(posted(after.chat, 4, deletion)).toMatchObject({ code: "invalid" });
  });

  it("keeps so many entries, the latest, and goes on counting", () => {
    const chat = withTexts(10, 4);

    expect(chat.entries.map(({ seq }) => seq)).toEqual([7, 8, 9, 10]);
    expect(chat.lastSeq).toBe(10);
  });

  it("is read in portions", () => {
    const chat = withTexts(450, 1_000);
    const first = readAfter(chat, 0);

    expect(first.more).toBe(true);
    const rest = readAfter(chat, first.entries.at(-1)?.seq ?? 0);
    expect([...first.entries, ...rest.entries].length).toBeLessThanOrEqual(450);
    expect(rest.entries[0]?.seq).toBe(first.entries.length + 1);
  });

  it("forgets what was said before a time, or all, and numbers on", () => {
    // Each was said at the time that is its number.
    const chat = withTexts(3);

    expect(chatSince(chat, 1)).toBe(chat);
    expect(chatSince(chat, 3).entries.map(({ seq }) => seq)).toEqual([3]);
    expect(chatSince(chat, 4)).toEqual({ entries: [], lastSeq: 3 });
    expect(forgotten(chat)).toEqual({ entries: [], lastSeq: 3 });
    expect(mustPost(forgotten(chat), 4, text("t4")).entry.seq).toBe(4);
    expect(posted(forgotten(chat), 5, { kind: "deletion", of: idOf(1) })).toMatchObject({
      code: "invalid",
    });
  });
});
