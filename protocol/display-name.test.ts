import { describe, expect, it } from "vitest";
import { cleanName, DisplayName, distinctLabel } from "./display-name.ts";

describe("a display name", () => {
  it.each([
    ["  Ann   Lee ", "Ann Lee"],
    ["Ann\u202eeel", "Anneel"],
    ["A\u200bnn\u0000\u001b[31m", "Ann[31m"],
    ["<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"],
    ["e\u0301", "\u00e9"],
    ["👩‍👩‍👧 Ann", "👩‍👩‍👧 Ann"],
    ["می‌خواهم", "می‌خواهم"],
    ["\u200dAnn\u200d", "Ann"],
    ["line\nbreak\u2028here", "line break here"],
  ])("%j is cleaned to %j", (typed, cleaned) => {
    expect(cleanName(typed)).toBe(cleaned);
  });

  it("keeps no tower of combining marks", () => {
    expect(cleanName(`A${"\u0335".repeat(10_000)}nn`).length).toBeLessThan(10);
  });

  it.each(["", "   ", "\u200b\u202e", "\u0301\u0301"])(
    "%j says that a name is missing",
    (typed) => {
      expect(DisplayName.safeParse(typed).error?.issues[0]?.message).toBe("name.missing");
    },
  );

  it("is refused, not cut, beyond 64 characters as a reader counts them", () => {
    expect(DisplayName.safeParse("👩‍👩‍👧".repeat(64)).success).toBe(true);
    expect(DisplayName.safeParse("x".repeat(65)).error?.issues[0]?.message).toBe("name.tooLong");
  });

  it("is told apart from the same name by a number", () => {
    expect(distinctLabel("Ann", new Set())).toBe("Ann");
    expect(distinctLabel("Ann", new Set(["Ann", "Ann (2)"]))).toBe("Ann (3)");
  });
});
