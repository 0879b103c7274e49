import { describe, expect, it } from "vitest";
import { aHealth, drawn, readable } from "#components/call/health/health-for-tests.tsx";
import { failure } from "#protocol/failure.ts";
import { Refusal } from "./refusal.tsx";

const shown = (refusal: ReturnType<typeof failure>) =>
  drawn(<Refusal onRetry={() => {}} onKnock={() => {}} />, aHealth([]), {
    refusal,
    signaling: "online",
  });

describe("a refusal", () => {
  it("of the one too many says how many fit, why, and what to do", () => {
    const html = shown(failure("room-full", "every seat is taken", { limit: 8 }));

    const sentence = readable(html).join(" ");
    expect(sentence).toContain("This meeting is full.");
    expect(sentence).toContain("connect directly");
    expect(sentence).toContain("beyond 8 people");
    expect(sentence).toContain("Try again when someone has left.");
    expect(html).not.toContain("/check");
  });

  it("for want of a connection leads to its check, in a tab of its own", () => {
    const html = shown(failure("unavailable", "no answer"));

    expect(html).toMatch(/<a href="\/check" target="_blank"[^>]*>Check my connection<\/a>/);
  });
});
