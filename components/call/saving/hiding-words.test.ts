import { describe, expect, it } from "vitest";
import { hidingWords } from "./hiding-words.ts";

describe("the switch that hides an address", () => {
  it("can be turned both ways where there is a relay, or nobody has said yet", () => {
    for (const relay of [true, null])
      for (const hideAddress of [true, false])
        expect(hidingWords({ hideAddress, relay })).toEqual({ canChange: true, problem: null });
  });

  it("cannot be turned on without a relay, and says why", () => {
    expect(hidingWords({ hideAddress: false, relay: false })).toEqual({
      canChange: false,
      problem: "hideAddressNoRelay",
    });
  });

  it("that was on when the relay went can be turned off, and says that nobody is reached", () => {
    expect(hidingWords({ hideAddress: true, relay: false })).toEqual({
      canChange: true,
      problem: "hideAddressCutOff",
    });
  });
});
