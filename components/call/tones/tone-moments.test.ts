import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { participantId } from "#call/people-for-tests.ts";
import { KnockId } from "#protocol/ids.ts";
import { TONES, type Tone } from "./tone-choices.ts";
import { createToneMoments, type Moment } from "./tone-moments.ts";
import { createTonePlayer } from "./tone-player.ts";

const [ben, cem] = [participantId("ben"), participantId("cem")];
const [first, second] = [KnockId.parse("the-first-knock-1"), KnockId.parse("the-second-knock")];
const joined = (id: number) => ({ id, kind: "joined" }) as const;
const left = (id: number) => ({ id, kind: "left" }) as const;

const QUIET: Moment = {
  announcement: null,
  hands: [],
  isServerAway: false,
  knocks: [],
  messageId: null,
  isChatRead: false,
};

/** Somebody who listens: `next` changes the moment, and a while later `heard` says what sounded since it was asked last. */
function aListener(start: Partial<Moment> = {}) {
  let moment = { ...QUIET, ...start };
  const played: Tone[] = [];
  const off = new Set<Tone>();
  const tonesOf = createToneMoments(moment);
  const sound = createTonePlayer({
    choices: () => ({
      join: !off.has("join"),
      leave: !off.has("leave"),
      knock: !off.has("knock"),
      hand: !off.has("hand"),
      message: !off.has("message"),
    }),
    play: (tone) => void played.push(tone),
    nowMs: () => Date.now(),
  });
  return {
    off,
    next(change: Partial<Moment>) {
      moment = { ...moment, ...change };
      sound(tonesOf(moment));
    },
    heard() {
      vi.advanceTimersByTime(5_000);
      return played.splice(0);
    },
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const changes: Readonly<Record<Tone, Partial<Moment>>> = {
  join: { announcement: joined(1) },
  leave: { announcement: left(1) },
  knock: { knocks: [first] },
  hand: { hands: [{ id: ben, sinceMs: 1_000 }] },
  message: { messageId: "1" },
};

describe.each(TONES)("the sound of %s", (tone) => {
  it("is heard once, and not where it was so from the start", () => {
    const listener = aListener();

    listener.next(changes[tone]);
    expect(listener.heard()).toEqual([tone]);
    listener.next({});
    expect(listener.heard()).toEqual([]);

    const late = aListener(changes[tone]);
    late.next({});
    expect(late.heard()).toEqual([]);
  });

  it("is not heard where it is turned off", () => {
    const listener = aListener();
    listener.off.add(tone);

    listener.next(changes[tone]);

    expect(listener.heard()).toEqual([]);
  });
});

describe("a knock", () => {
  it("sounds for who comes, and not again when another is answered", () => {
    const listener = aListener();
    listener.next({ knocks: [first] });
    expect(listener.heard()).toEqual(["knock"]);
    listener.next({ knocks: [first, second] });
    expect(listener.heard()).toEqual(["knock"]);

    listener.next({ knocks: [first] });
    listener.next({ knocks: [] });

    expect(listener.heard()).toEqual([]);
  });
});

describe("a hand", () => {
  it("sounds for each that goes up, and not when one goes down", () => {
    const listener = aListener();
    const benRaised = { id: ben, sinceMs: 1_000 };
    listener.next({ hands: [benRaised] });
    expect(listener.heard()).toEqual(["hand"]);
    listener.next({ hands: [benRaised, { id: cem, sinceMs: 2_000 }] });
    expect(listener.heard()).toEqual(["hand"]);

    listener.next({ hands: [{ id: cem, sinceMs: 2_000 }] });

    expect(listener.heard()).toEqual([]);
  });

  it("that is kept raised is not heard again, whichever way the word of it comes first", () => {
    const listener = aListener({ hands: [{ id: ben, sinceMs: 1_000 }] });

    listener.next({ hands: [] });
    listener.next({ hands: [{ id: ben, sinceMs: null }] });
    listener.next({ hands: [{ id: ben, sinceMs: 1_000 }] });

    expect(listener.heard()).toEqual([]);
  });

  it("that is raised anew is heard once the server has said when", () => {
    const listener = aListener({ hands: [{ id: ben, sinceMs: 1_000 }] });
    listener.next({ hands: [] });

    listener.next({ hands: [{ id: ben, sinceMs: null }] });
    expect(listener.heard()).toEqual([]);
    listener.next({ hands: [{ id: ben, sinceMs: 9_000 }] });

    expect(listener.heard()).toEqual(["hand"]);
  });

  it("is heard while the server is away too, and not once more when it is back", () => {
    const listener = aListener({ isServerAway: true });

    listener.next({ hands: [{ id: ben, sinceMs: null }] });
    expect(listener.heard()).toEqual(["hand"]);
    listener.next({ isServerAway: false, hands: [{ id: ben, sinceMs: 9_000 }] });

    expect(listener.heard()).toEqual([]);
  });
});

it("a message is not heard by who reads it as it comes", () => {
  const listener = aListener({ isChatRead: true });
  listener.next({ messageId: "1" });
  expect(listener.heard()).toEqual([]);

  listener.next({ messageId: "2", isChatRead: false });

  expect(listener.heard()).toEqual(["message"]);
});

it("what happens at once is one sound", () => {
  const listener = aListener();

  listener.next({ ...changes.hand, ...changes.message });

  expect(listener.heard()).toEqual(["hand"]);
});
