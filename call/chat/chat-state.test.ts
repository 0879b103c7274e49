import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ChatEntry, ChatId } from "#protocol/chat.ts";
import { participantId } from "../people-for-tests.ts";
import {
  type ChatBook,
  EMPTY_BOOK,
  inDoubt,
  messagesOf,
  withDelivery,
  withEntry,
  withFailure,
  withOwnOnTheirWay,
  withoutLost,
  withUnconfirmed,
} from "./chat-state.ts";

const ann = { id: participantId("ann"), name: "Ann" };
const ben = { id: participantId("ben"), name: "Ben" };
const idOf = (number: number) =>
  ChatId.parse(`00000000-0000-4000-8000-${String(number).padStart(12, "0")}`);

function anEntry(seq: number, change: Partial<ChatEntry> = {}): ChatEntry {
  return {
    seq,
    id: idOf(seq),
    atMs: 1_000 * seq,
    from: ben.id,
    name: ben.name,
    body: { kind: "text", text: `message ${seq}` },
    ...change,
  };
}

const said = (number: number, change: Partial<Parameters<typeof withUnconfirmed>[1]> = {}) => ({
  id: idOf(number),
  body: { kind: "text" as const, text: `message ${number}` },
  from: ben,
  atMs: 0,
  isOwn: false,
  privateWith: null,
  ...change,
});
const own = { from: ann, isOwn: true } as const;

const texts = (book: ChatBook) => messagesOf(book).map(({ text }) => text);
const heard = (...entries: ChatEntry[]) =>
  entries.reduce((book, entry) => withEntry(book, entry, ann.id), EMPTY_BOOK);

describe("the order of messages", () => {
  it("is the server's, whatever came first", () => {
    expect(texts(heard(anEntry(2), anEntry(1), anEntry(3)))).toEqual([
      "message 1",
      "message 2",
      "message 3",
    ]);
  });

  it("has what is on its way at the end, until the server gives it its place", () => {
    const sent = withUnconfirmed(heard(anEntry(1)), said(9, own));
    const other = withEntry(sent, anEntry(2), ann.id);
    expect(texts(other)).toEqual(["message 1", "message 2", "message 9"]);

    const confirmed = withEntry(other, anEntry(3, { id: idOf(9), from: ann.id }), ann.id);

    expect(messagesOf(confirmed).at(-1)).toMatchObject({ status: "sent", isOwn: true });
    expect(confirmed.waiting).toEqual([]);
    expect(messagesOf(confirmed)).toHaveLength(3);
  });

  it("keeps private talk where it was said", () => {
    const book = withUnconfirmed(heard(anEntry(1)), said(8, { privateWith: ben }));

    expect(texts(withEntry(book, anEntry(2), ann.id))).toEqual([
      "message 1",
      "message 8",
      "message 2",
    ]);
  });

  it("is the same at everyone, whoever heard what first and by which way", () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([1, 2, 3, 4, 5], { minLength: 5, maxLength: 5 }),
        fc.subarray([1, 2, 3, 4, 5]),
        (order, direct) => {
          const past = direct.reduce(
            (book, number) => withUnconfirmed(book, said(number)),
            EMPTY_BOOK,
          );
          const book = [...order, ...order].reduce(
            (current, seq) => withEntry(current, anEntry(seq), ann.id),
            past,
          );
          expect(texts(book)).toEqual([1, 2, 3, 4, 5].map((seq) => `message ${seq}`));
        },
      ),
    );
  });
});

describe("a message that comes twice", () => {
  it("is one, over the link and from the server", () => {
    const book = withUnconfirmed(EMPTY_BOOK, said(1));

    expect(withUnconfirmed(book, said(1))).toBe(book);
    expect(texts(withEntry(book, anEntry(1), ann.id))).toEqual(["message 1"]);
  });

  it("under an id that somebody else took first is the author's of whom the server knows", () => {
    const forged = withUnconfirmed(EMPTY_BOOK, said(1, { from: ann }));

    expect(messagesOf(withEntry(forged, anEntry(1), ann.id))[0]).toMatchObject({ name: "Ben" });
  });
});

describe("a reaction", () => {
  const reaction = (number: number, on: boolean, from = ann) =>
    said(number, {
      from,
      body: { kind: "reaction", to: idOf(1), emoji: "👍", on },
      isOwn: from === ann,
    });

  it("is added and taken back, by each for themselves", () => {
    const both = withUnconfirmed(
      withUnconfirmed(heard(anEntry(1)), reaction(2, true)),
      reaction(3, true, ben),
    );
    expect(messagesOf(both)[0]?.reactions.get("👍")).toEqual([ann.id, ben.id]);

    const one = withUnconfirmed(both, reaction(4, false));

    expect(messagesOf(one)[0]?.reactions.get("👍")).toEqual([ben.id]);
  });

  it("counts once when the server says it too", () => {
    const book = withUnconfirmed(heard(anEntry(1)), reaction(2, true));
    const entry = anEntry(2, { from: ann.id, body: reaction(2, true).body });

    const confirmed = withEntry(book, entry, ann.id);

    expect(messagesOf(confirmed)[0]?.reactions.get("👍")).toEqual([ann.id]);
    expect(confirmed.waiting).toEqual([]);
  });
});

describe("a deletion", () => {
  const deletion = (from: typeof ann) =>
    said(2, { from, body: { kind: "deletion", of: idOf(1) }, isOwn: from === ann });

  it("takes the text away from all, and is the author's alone", () => {
    expect(texts(withUnconfirmed(heard(anEntry(1)), deletion(ben)))).toEqual([null]);
    expect(texts(withUnconfirmed(heard(anEntry(1)), deletion(ann)))).toEqual(["message 1"]);
  });

  it("is known to who reads the log later", () => {
    expect(texts(heard(anEntry(1, { body: { kind: "deleted" } })))).toEqual([null]);
    expect(
      texts(withEntry(heard(anEntry(1)), anEntry(1, { body: { kind: "deleted" } }), ann.id)),
    ).toEqual([null]);
  });
});

describe("what the server lost", () => {
  it("is read anew: its order counts, and what waits to be sent stays", () => {
    const mine = { from: ann.id, name: ann.name };
    const before = withUnconfirmed(
      heard(anEntry(1), anEntry(2), anEntry(3, mine), anEntry(4, mine)),
      said(9, own),
    );

    const doubted = inDoubt(before);
    expect(messagesOf(doubted)).toEqual(messagesOf(before));
    const read = [
      anEntry(1),
      anEntry(2, { ...mine, id: idOf(3), body: { kind: "text", text: "message 3" } }),
    ].reduce((book, entry) => withEntry(book, entry, ann.id), doubted);
    const after = withoutLost(withOwnOnTheirWay(read));

    // Ben's second is lost with him; one's own that is lost waits again, before what never got there.
    expect(texts(after)).toEqual(["message 1", "message 3", "message 4", "message 9"]);
    expect(messagesOf(after).map(({ status }) => status)).toEqual([
      "sent",
      "sent",
      "sending",
      "sending",
    ]);
    expect(after.lastSeq).toBe(2);
    expect(after.waiting.map(({ id }) => id)).toEqual([idOf(4), idOf(9)]);
  });

  it("is shown until it is known to be lost, and what was refused stays", () => {
    const refused = withFailure(withUnconfirmed(heard(anEntry(1)), said(9, own)), idOf(9));
    const doubted = withOwnOnTheirWay(inDoubt(refused));

    expect(texts(doubted)).toEqual(["message 1", "message 9"]);
    expect(texts(withoutLost(doubted))).toEqual(["message 9"]);
  });

  it("has its reactions counted anew, with one's own that are on their way", () => {
    const react = (number: number, from: typeof ann) =>
      said(number, {
        from,
        body: { kind: "reaction", to: idOf(1), emoji: "👍", on: true },
        isOwn: from === ann,
      });
    const before = withUnconfirmed(
      withEntry(heard(anEntry(1)), anEntry(2, { body: react(2, ben).body }), ann.id),
      react(9, ann),
    );

    const after = withEntry(inDoubt(before), anEntry(1), ann.id);

    expect(messagesOf(after)[0]?.reactions.get("👍")).toEqual([ann.id]);
  });
});

describe("what is for one alone", () => {
  const between = { ...own, privateWith: ben };
  const statusOf = (book: ChatBook) => messagesOf(book).map(({ status }) => status);

  it("is on its way until they have it, and can be on its way again", () => {
    const sent = withUnconfirmed(EMPTY_BOOK, said(1, between));
    expect(statusOf(sent)).toEqual(["sending"]);

    const lost = withDelivery(sent, idOf(1), "undelivered");

    expect(statusOf(lost)).toEqual(["undelivered"]);
    expect(statusOf(withDelivery(lost, idOf(1), "sent"))).toEqual(["sent"]);
  });

  it("is all that can be delivered so", () => {
    const book = withUnconfirmed(heard(anEntry(1)), said(9, own));

    expect(withDelivery(book, idOf(9), "sent")).toBe(book);
    expect(withDelivery(book, idOf(1), "undelivered")).toBe(book);
  });
});

it("what the server refuses stays to be copied, and waits no more", () => {
  const book = withFailure(withUnconfirmed(EMPTY_BOOK, said(1, own)), idOf(1));

  expect(messagesOf(book)[0]).toMatchObject({ status: "failed", text: "message 1" });
  expect(book.waiting).toEqual([]);
});

it("the log is complete up to the first gap", () => {
  expect(heard(anEntry(1), anEntry(3)).lastSeq).toBe(1);
  expect(heard(anEntry(1), anEntry(2)).lastSeq).toBe(2);
  expect(ChatEntry.safeParse(anEntry(1)).success).toBe(true);
});
