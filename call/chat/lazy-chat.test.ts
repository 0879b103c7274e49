import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ChatEntry, ChatId } from "#protocol/chat.ts";
import { failure, success } from "#protocol/failure.ts";
import { participantId } from "../people-for-tests.ts";
import { createOwnChat } from "./chat.ts";
import { type CreateChat, createLazyChat } from "./lazy-chat.ts";
import type { ChatOptions } from "./own-chat.ts";

const ann = { id: participantId("ann"), name: "Ann" };
const ben = { id: participantId("ben"), name: "Ben" };
const anId = () => ChatId.parse(crypto.randomUUID());
const entry = (seq: number, text: string): ChatEntry => ({
  id: anId(),
  body: { kind: "text", text },
  seq,
  atMs: seq,
  from: ben.id,
  name: ben.name,
});
const secret = (text: string) => ({
  from: ben.id,
  name: "chat",
  body: JSON.stringify({ id: anId(), body: { kind: "text", text }, isPrivate: true }),
});

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const unusedOptions: ChatOptions = {
  post: async () => failure("unavailable", "away"),
  read: async () => success({ entries: [], more: false, lastSeq: 0 }),
  isOnline: () => false,
  events: { send: () => {} },
  mayPost: () => true,
  personOf: () => null,
  nowMs: () => 0,
};

/** Ann's chat over a server that keeps a log; what keeps it comes when a test says so, or does not come. */
function aLateChat(log: readonly ChatEntry[] = []) {
  const answers: { come: () => void; fail: () => void }[] = [];
  const load = vi.fn(
    () =>
      new Promise<CreateChat>((resolve, reject) => {
        answers.push({ come: () => resolve(createOwnChat), fail: () => reject(new Error("away")) });
      }),
  );
  const posted: string[] = [];
  const chat = createLazyChat(load, {
    post: async ({ id, body }) => {
      if (body.kind === "text") posted.push(body.text);
      return success({ ...entry(log.length + posted.length, ""), id, body, from: ann.id });
    },
    read: async (afterSeq) =>
      success({
        entries: log.filter(({ seq }) => seq > afterSeq),
        more: false,
        lastSeq: log.length,
      }),
    isOnline: () => true,
    events: { send: () => {} },
    mayPost: () => true,
    personOf: () => ({ name: ben.name, isAway: false }),
    nowMs: () => Date.now(),
  });
  const settle = () => vi.advanceTimersByTimeAsync(0);
  return {
    chat,
    load,
    posted,
    settle,
    comes: async () => {
      answers.at(-1)?.come();
      await settle();
    },
    fails: async () => {
      answers.at(-1)?.fail();
      await settle();
    },
    texts: () => chat.getSnapshot().messages.map(({ text }) => text),
  };
}

describe("a chat that is not loaded yet", () => {
  it("is not loaded before it is wanted, and then once", async () => {
    const { chat, load, comes } = aLateChat();
    chat.setOpen(true);
    chat.peopleChanged();
    chat.told({ ...secret("x"), name: "file" });
    chat.clear();
    expect(load).not.toHaveBeenCalled();

    chat.prepare();
    chat.prepare();
    await comes();
    chat.prepare();
    chat.seated(ann, "epoch");

    expect(load).toHaveBeenCalledTimes(1);
  });

  it("shows all that was said before it came: the history, what the server told, what came over links", async () => {
    const log = [entry(1, "before Ann"), entry(2, "told late")];
    const { chat, comes, texts } = aLateChat(log);
    chat.prepare();
    chat.seated(ann, "epoch");
    for (const each of log.slice(1)) chat.heard(each);
    chat.told(secret("for Ann alone"));

    await comes();

    expect(texts()).toEqual(["before Ann", "told late", "for Ann alone"]);
  });

  it("sends what was written before it came, in order", async () => {
    const { chat, comes, posted, texts } = aLateChat();
    chat.prepare();
    chat.seated(ann, "epoch");
    chat.send("one", null);
    chat.send("two", null);

    await comes();

    expect(posted).toEqual(["one", "two"]);
    expect(texts()).toEqual(["one", "two"]);
  });

  it("counts as read what comes to somebody who has opened it already", async () => {
    const { chat, comes } = aLateChat();
    chat.setOpen(true);
    chat.seated(ann, "epoch");
    chat.told(secret("hello"));
    await comes();
    expect(chat.getSnapshot().unread).toBe(0);

    chat.setOpen(false);
    chat.told(secret("again"));
    expect(chat.getSnapshot().unread).toBe(1);
  });

  it("is asked for again where it cannot be loaded, and loses nothing over that", async () => {
    const { chat, load, fails, comes, texts } = aLateChat([entry(1, "before Ann")]);
    chat.seated(ann, "epoch");
    await fails();
    chat.told(secret("meanwhile"));
    await fails();
    expect(load).toHaveBeenCalledTimes(2);

    await vi.advanceTimersByTimeAsync(2_000);
    expect(load).toHaveBeenCalledTimes(3);
    await comes();

    expect(texts()).toEqual(expect.arrayContaining(["before Ann", "meanwhile"]));
  });

  it("asks no more once nothing of the room is known, and shows nothing of it later", async () => {
    const { chat, load, fails, comes, texts } = aLateChat([entry(1, "of the first stay")]);
    chat.seated(ann, "epoch");
    await fails();
    chat.clear();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(load).toHaveBeenCalledTimes(1);

    chat.prepare();
    await comes();
    expect(texts()).toEqual([]);
  });

  it("keeps no more of a peer who says without end than it can use", async () => {
    const told = vi.fn();
    const load = async (): Promise<CreateChat> => (options) => ({
      ...createOwnChat(options),
      told,
    });
    const chat = createLazyChat(load, unusedOptions);
    chat.seated(ann, "epoch");
    for (let count = 0; count < 1_000; count += 1) chat.told(secret(`${count}`));
    await vi.advanceTimersByTimeAsync(0);

    expect(told).toHaveBeenCalledTimes(200);
    chat.told(secret("now that it is there"));
    expect(told).toHaveBeenCalledTimes(201);
  });
});
