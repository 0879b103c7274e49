import { describe, expect, it } from "vitest";
import { type FailureCode, failure } from "#protocol/failure.ts";
import { afterRefusal } from "./after-refusal.ts";

describe("a seat that is refused to its owner", () => {
  it.each<[FailureCode, ReturnType<typeof afterRefusal>]>([
    ["unavailable", { step: "retry", delayMs: 1_000 }],
    ["rate-limited", { step: "retry", delayMs: 1_000 }],
    ["not-joined", { step: "retry", delayMs: 1_000 }],
    ["removed", { step: "end", reason: "removed", canRejoin: false }],
    ["room-closed", { step: "end", reason: "room-ended", canRejoin: false }],
    ["room-unknown", { step: "end", reason: "room-ended", canRejoin: false }],
    ["forbidden", { step: "end", reason: "room-ended", canRejoin: false }],
    ["room-full", { step: "visit" }],
    ["email-required", { step: "visit" }],
    ["invalid", { step: "visit" }],
  ])("by %s", (code, step) => {
    expect(afterRefusal(failure(code, ""))).toEqual(step);
  });

  it("is asked for again when the server says, but not minutes later", () => {
    expect(afterRefusal(failure("unavailable", "", { retryAfterMs: 2_000 }))).toEqual({
      step: "retry",
      delayMs: 2_000,
    });
    expect(afterRefusal(failure("rate-limited", "", { retryAfterMs: 60_000 }))).toEqual({
      step: "retry",
      delayMs: 15_000,
    });
  });
});
