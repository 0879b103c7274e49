import { describe, expect, it } from "vitest";
import { suggestEmail } from "./typo-hint.ts";

describe("the typo hint", () => {
  it.each([
    ["ann@gmial.com", "ann@gmail.com"],
    ["Ann@Gmial.com ", "ann@gmail.com"],
    ["ben@hotmial.com", "ben@hotmail.com"],
    ["ben@outlok.com", "ben@outlook.com"],
  ])("reads %s as %s", (typed, meant) => {
    expect(suggestEmail(typed)).toBe(meant);
  });

  it.each(["ann@gmail.com", "ann@example.org", "ann@my-company.de", "用户@例子.公司"])(
    "leaves %s alone",
    (typed) => {
      expect(suggestEmail(typed)).toBeNull();
    },
  );
});
