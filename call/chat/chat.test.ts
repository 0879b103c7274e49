import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ChatEntry, ChatId, type ChatPost } from "#protocol/chat.ts";
import { failure, type Result, success } from "#protocol/failure.ts";
import { participantId } from "../people-for-tests.ts";
import { createOwnChat } from "./chat.ts";

const ann = { id: participantId("ann"), name: "Ann" };
const ben = { id: participantId("ben"), name: "Ben" };

/** Ann's chat over a server that keeps a log, and can be away. */
function aChat() {
  const log: ChatEntry[] = [];
  const sent: [string, string | undefined][] = [];
  const server = {
    online: true,
    mayPost: true,
    benIsHere: true,
    benIsAway: false,
    /** How many answers to reading are refused. */
    refusedReads: 0,
    refusal: null as Result<ChatEntry> | null,
    log,
    append(post: ChatPost, from = ann): ChatEntry {
      const known = log.find(({ id }) => id === post.id);
      if (known !== undefined) return known;
      const entry = {
        ...post,
        seq: log.length + 1,
        atMs: log.length,
        from: from.id,
        name: from.name,
      };
      log.push(entry);
      return entry;
    },
  };
  const chat = createOwnChat({
    post: async (post) =>
      server.refusal ??
      (server.online ? success(server.append(post)) : failure("unavailable", "away")),
    read: async (afterSeq) => {
      if (server.refusedReads > 0) {
        server.refusedReads -= 1;
        return failure("unavailable", "not now");
      }
      return server.online
        ? success({
            entries: log.filter(({ seq }) => seq > afterSeq).slice(0, 2),
            more: log.filter(({ seq }) => seq > afterSeq).length > 2,
            lastSeq: log.length,
          })
        : failure("unavailable", "away");
    },
    isOnline: () => server.online,
    events: { send: (_, body, to) => void sent.push([body, to]) },
    mayPost: () => server.mayPost,
    personOf: () => (server.benIsHere ? { name: ben.name, isAway: server.benIsAway } : null),
    nowMs: () => Date.now(),
  });
  const texts = () => chat.getSnapshot().messages.map(({ text }) => text);
  return {
    chat,
    server,
    sent,
    texts,
    says: (post: ChatPost, isPrivate = false) =>
      chat.told({ from: ben.id, name: "chat", body: JSON.stringify({ ...post, isPrivate }) }),
    hears: (name: string, body: string) => chat.told({ from: ben.id, name, body }),
    hearsFrom: (from: typeof ben.id, name: string, body: string) => chat.told({ from, name, body }),
  };
}
const aPost = (text: string): ChatPost => ({
  id: ChatId.parse(crypto.randomUUID()),
  body: { kind: "text", text },
});
const settle = async () => {
  for (let turns = 0; turns < 40; turns += 1) await Promise.resolve();
};

beforeEach(() => {
  vi.restoreAllMocks();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("who comes", () => {
  it("reads all that was said, in portions, and none of it as news", async () => {
    const { chat, server, texts } = aChat();
    for (const text of ["one", "two", "three", "four", "five"]) server.append(aPost(text), ben);

    chat.seated(ann, "epoch");
    await settle();

    expect(texts()).toEqual(["one", "two", "three", "four", "five"]);
    expect(chat.getSnapshot()).toMatchObject({ unread: 0, latest: null });
  });

  it("hears what comes as news, until the chat is opened", async () => {
    const { chat, server } = aChat();
    chat.seated(ann, "epoch");
    await settle();

    chat.heard(server.append(aPost("hello"), ben));
    expect(chat.getSnapshot()).toMatchObject({ unread: 1, latest: { text: "hello" } });
    chat.setOpen(true);
    chat.heard(server.append(aPost("again"), ben));

    expect(chat.getSnapshot().unread).toBe(0);
  });
});

describe("a guest who may not write", () => {
  it("is not read past the server either, to all or to one, but may take something back", async () => {
    const { chat, server, says, texts } = aChat();
    chat.seated(ann, "epoch");
    await settle();
    server.online = false;
    const said = aPost("before");
    says(said);
    server.mayPost = false;

    says(aPost("to all"));
    says(aPost("to Ann alone"), true);
    expect(texts()).toEqual(["before"]);
    says({ id: ChatId.parse(crypto.randomUUID()), body: { kind: "deletion", of: said.id } });

    expect(texts()).toEqual([null]);
  });
});

describe("what is missing", () => {
  it("is read where a number was skipped", async () => {
    const { chat, server, texts } = aChat();
    chat.seated(ann, "epoch");
    await settle();
    server.append(aPost("one"), ben);
    server.append(aPost("two"), ben);

    chat.heard(server.append(aPost("three"), ben));
    await settle();

    expect(texts()).toEqual(["one", "two", "three"]);
  });

  it("is posted again where a restarted server has lost it, and once where it has not", async () => {
    const { chat, server, texts } = aChat();
    chat.seated(ann, "epoch");
    await settle();
    chat.send("kept", null);
    await settle();
    expect(texts()).toEqual(["kept"]);

    server.log.length = 0;
    server.append(aPost("from Ben"), ben);
    chat.seated(ann, "another epoch");
    await settle();

    expect(texts()).toEqual(["from Ben", "kept"]);
    expect(server.log.map(({ name }) => name)).toEqual(["Ben", "Ann"]);
  });
});

describe("a restarted server", () => {
  it("brings nothing as news that was known, and shows the same messages all the time", async () => {
    const { chat, server, texts } = aChat();
    chat.seated(ann, "epoch");
    await settle();
    for (const text of ["one", "two", "three", "four", "five"])
      chat.heard(server.append(aPost(text), ben));
    const { unread, latest } = chat.getSnapshot();
    expect(unread).toBe(5);
    const shown = new Set<string>();
    chat.subscribe(() => void shown.add(texts().join()));

    chat.seated(ann, "another epoch");
    await settle();

    expect(chat.getSnapshot()).toMatchObject({ unread, latest });
    expect([...shown]).toEqual(["one,two,three,four,five"]);
    chat.heard(server.append(aPost("six"), ben));
    expect(chat.getSnapshot()).toMatchObject({ unread: 6, latest: { text: "six" } });
  });

  it("that lost something of others shows it for as long as they may post it again", async () => {
    vi.useFakeTimers();
    const { chat, server, texts } = aChat();
    chat.seated(ann, "epoch");
    await settle();
    const [kept, lost] = [aPost("posted again"), aPost("lost")];
    for (const post of [kept, lost]) chat.heard(server.append(post, ben));
    server.log.length = 0;

    chat.seated(ann, "another epoch");
    await settle();
    expect(texts()).toEqual(["posted again", "lost"]);
    chat.heard(server.append(kept, ben));
    await vi.advanceTimersByTimeAsync(60_000);

    expect(texts()).toEqual(["posted again"]);
    expect(chat.getSnapshot().unread).toBe(2);
  });
});

it("a reading that fails is tried again, and what it brings is no news", async () => {
  vi.useFakeTimers();
  const { chat, server, texts } = aChat();
  server.append(aPost("hello"), ben);
  server.refusedReads = 2;
  chat.seated(ann, "epoch");
  await settle();
  expect(texts()).toEqual([]);

  await vi.advanceTimersByTimeAsync(10_000);

  expect(texts()).toEqual(["hello"]);
  expect(chat.getSnapshot().unread).toBe(0);
});

describe("words to all over a link", () => {
  it("count only where the server does not hear who says them, or is away here", async () => {
    const { chat, server, says, texts } = aChat();
    chat.seated(ann, "epoch");
    await settle();

    says(aPost("past the server"));
    expect(texts()).toEqual([]);
    server.benIsAway = true;
    chat.peopleChanged();
    expect(texts()).toEqual(["past the server"]);
    server.benIsAway = false;
    says(aPost("just before it went"));
    server.online = false;
    chat.peopleChanged();

    expect(texts()).toEqual(["past the server", "just before it went"]);
  });

  it("that were held back for long are not said later", async () => {
    vi.useFakeTimers();
    const { chat, server, says, texts } = aChat();
    chat.seated(ann, "epoch");
    await settle();
    says(aPost("long ago"));
    vi.advanceTimersByTime(60_000);

    server.online = false;
    chat.peopleChanged();

    expect(texts()).toEqual([]);
  });

  it("are bounded for each sender, and more of them count after a while", async () => {
    vi.useFakeTimers();
    const { chat, server, says, texts } = aChat();
    chat.seated(ann, "epoch");
    await settle();
    server.online = false;

    for (let number = 0; number < 1_000; number += 1) says(aPost(`flood ${number}`));
    const taken = texts().length;
    expect(taken).toBeLessThan(100);
    vi.advanceTimersByTime(1_000);
    says(aPost("later"));

    expect(texts()).toHaveLength(taken + 1);
  });
});

describe("while the server is away", () => {
  it("messages go over the links, and to the server when it is back, once and in order", async () => {
    const { chat, server, sent, texts, says } = aChat();
    chat.seated(ann, "epoch");
    await settle();
    server.online = false;

    chat.send("one", null);
    chat.send("two", null);
    const fromBen = aPost("between");
    says(fromBen);
    await settle();
    expect(sent).toHaveLength(2);
    expect(texts()).toEqual(["one", "two", "between"]);

    server.online = true;
    server.append(fromBen, ben);
    chat.seated(ann, "epoch");
    await settle();

    expect(texts()).toEqual(["between", "one", "two"]);
    expect(server.log).toHaveLength(3);
    expect(chat.getSnapshot().messages.every(({ status }) => status === "sent")).toBe(true);
  });

  it("what comes over a link is checked, and its sender is the link's other end", () => {
    const { chat, server, hears, says, texts } = aChat();
    chat.seated(ann, "epoch");
    server.online = false;

    hears("chat", "not json");
    hears("chat", JSON.stringify({ ...aPost("x"), isPrivate: false, from: ann.id }));
    hears("other", JSON.stringify({ ...aPost("x"), isPrivate: false }));
    says(aPost("hello"));

    expect(texts()).toEqual(["hello"]);
    expect(chat.getSnapshot().messages[0]).toMatchObject({ name: "Ben", isOwn: false });
  });
});

describe("a private message", () => {
  it("goes to one, and never to the server", async () => {
    const { chat, server, sent } = aChat();
    chat.seated(ann, "epoch");
    await settle();

    chat.send("between us", ben);
    await settle();

    expect(sent.map(([, to]) => to)).toEqual([ben.id]);
    expect(server.log).toEqual([]);
    expect(chat.getSnapshot().messages[0]).toMatchObject({ privateWith: ben, status: "sending" });
  });

  it("is on its way until its addressee has it, and nobody else can say so", async () => {
    const { chat, sent, hears, hearsFrom } = aChat();
    chat.seated(ann, "epoch");
    await settle();
    chat.send("between us", ben);
    const status = () => chat.getSnapshot().messages[0]?.status;
    const { id } = JSON.parse(sent[0]?.[0] ?? "");

    hearsFrom(participantId("cem"), "chat-received", id);
    expect(status()).toBe("sending");
    hears("chat-received", id);

    expect(status()).toBe("sent");
  });

  it("is not delivered when its addressee leaves or says nothing, and is sent again as the same one", async () => {
    vi.useFakeTimers();
    const { chat, server, sent, hears } = aChat();
    chat.seated(ann, "epoch");
    await settle();
    chat.send("between us", ben);
    const [message] = chat.getSnapshot().messages;
    if (message === undefined) throw new Error("nothing was said");
    const status = () => chat.getSnapshot().messages[0]?.status;

    await vi.advanceTimersByTimeAsync(30_000);
    expect(status()).toBe("undelivered");
    chat.sendAgain(message.id);
    expect(status()).toBe("sending");
    server.benIsHere = false;
    chat.peopleChanged();
    expect(status()).toBe("undelivered");
    server.benIsHere = true;
    chat.sendAgain(message.id);
    hears("chat-received", message.id);

    expect(status()).toBe("sent");
    expect(sent.map(([body]) => JSON.parse(body).id)).toEqual([message.id, message.id, message.id]);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(status()).toBe("sent");
  });

  it("that comes twice is one, and each time confirmed", async () => {
    const { chat, sent, says, texts } = aChat();
    chat.seated(ann, "epoch");
    await settle();
    const post = aPost("psst");

    says(post, true);
    says(post, true);

    expect(texts()).toEqual(["psst"]);
    expect(sent).toEqual([
      [post.id, ben.id],
      [post.id, ben.id],
    ]);
  });

  it("is answered, reacted to and deleted on the same way", async () => {
    const { chat, server, sent, says } = aChat();
    chat.seated(ann, "epoch");
    await settle();
    says(aPost("psst"), true);
    const [message] = chat.getSnapshot().messages;
    if (message === undefined) throw new Error("nothing came");

    chat.react(message.id, "👍", true);
    await settle();

    expect(message.privateWith).toEqual(ben);
    // That it came, and the reaction.
    expect(sent.map(([, to]) => to)).toEqual([ben.id, ben.id]);
    expect(server.log).toEqual([]);
  });
});

describe("a refused message", () => {
  it("is marked, and does not hold up the next", async () => {
    const { chat, server } = aChat();
    chat.seated(ann, "epoch");
    await settle();
    server.refusal = failure("forbidden", "no");
    chat.send("no", null);
    await settle();
    server.refusal = null;

    chat.send("yes", null);
    await settle();

    expect(chat.getSnapshot().messages.map(({ text, status }) => [text, status])).toEqual([
      ["no", "failed"],
      ["yes", "sent"],
    ]);
  });
});

it("nothing of a room is left for the next", async () => {
  const { chat, server } = aChat();
  chat.seated(ann, "epoch");
  chat.heard(server.append(aPost("hello"), ben));
  await settle();

  chat.clear();

  expect(chat.getSnapshot()).toEqual({ messages: [], unread: 0, latest: null });
});
