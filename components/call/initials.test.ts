import { describe, expect, it } from "vitest";
import { hueOf, initialsOf } from "./initials.ts";

describe("initials", () => {
  it.each([
    ["Ann", "A"],
    ["Ben Kaya", "BK"],
    ["ben van der Kaya", "BK"],
    ["Ana (2)", "A"],
    ["Émile Zola", "ÉZ"],
    ["李小龙", "李"],
    ["محمد علي", "مع"],
    ["👩‍🚀 Ann", "👩‍🚀A"],
    ["“Ann” (guest)", "AG"],
    ["…", "?"],
    ["", "?"],
  ])("of %s are %s", (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});

describe("the colour of a name", () => {
  it("stays the same and differs between people", () => {
    expect(hueOf("Ann")).toBe(hueOf("Ann"));
    expect(hueOf("Ann")).not.toBe(hueOf("Ben"));
    expect(hueOf("Ana")).not.toBe(hueOf("Ana (2)"));
  });

  it("is a hue", () => {
    for (const name of ["", "Ann", "李小龙", "x".repeat(300)]) {
      expect(hueOf(name)).toBeGreaterThanOrEqual(0);
      expect(hueOf(name)).toBeLessThan(360);
    }
  });
});
