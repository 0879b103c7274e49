import { describe, expect, it } from "vitest";
import { participantId } from "#call/people-for-tests.ts";
import { pinsAfter, pinsInForce, togglePin } from "./pins.ts";
import { personKey, screenKey } from "./stage-arrangement.ts";

const [ben, cem, dee] = [participantId("ben"), participantId("cem"), participantId("dee")] as const;

describe("a pin", () => {
  it("is taken away as it was given", () => {
    const pinned = togglePin([], personKey(ben), []);

    expect(pinsInForce(pinned, [])).toEqual([personKey(ben)]);
    expect(togglePin(pinned, personKey(ben), [])).toEqual([]);
  });

  it("waits while a screen is shared that came after it, and counts again after", () => {
    const pins = togglePin([], personKey(ben), []);

    expect(pinsInForce(pins, [cem])).toEqual([]);
    expect(pinsInForce(pins, [])).toEqual([personKey(ben)]);
  });

  it("counts over the screens it was made over, until one more is shared", () => {
    const pins = togglePin([], personKey(ben), [cem]);

    expect(pinsInForce(pins, [cem])).toEqual([personKey(ben)]);
    expect(pinsInForce(pins, [cem, dee])).toEqual([]);
    expect(pinsInForce(pins, [dee])).toEqual([]);
  });

  it("of a screen counts like any other", () => {
    const pins = togglePin([], screenKey(cem), [cem, dee]);

    expect(pinsInForce(pins, [cem, dee])).toEqual([screenKey(cem)]);
  });

  it("that waits is made anew by asking for it, over the screen, and then taken away", () => {
    const earlier = togglePin(togglePin([], personKey(ben), []), personKey(dee), []);

    const anew = togglePin(earlier, personKey(ben), [cem]);
    expect(pinsInForce(anew, [cem])).toEqual([personKey(ben)]);
    expect(pinsInForce(anew, [])).toEqual([dee, ben].map(personKey));

    const without = togglePin(anew, personKey(ben), [cem]);
    expect(pinsInForce(without, [cem])).toEqual([]);
    expect(pinsInForce(without, [])).toEqual([personKey(dee)]);
  });

  it("does not count over the next screen of the same person", () => {
    const pins = pinsAfter(togglePin([], personKey(ben), [cem, dee]), [dee]);

    expect(pinsInForce(pins, [dee])).toEqual([personKey(ben)]);
    expect(pinsInForce(pins, [cem, dee])).toEqual([]);
    expect(pinsAfter(pins, [dee])).toBe(pins);
  });
});
