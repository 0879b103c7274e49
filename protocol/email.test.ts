import { describe, expect, it } from "vitest";
import { EmailAddress, emailFieldState, emailProgress } from "./email.ts";

describe("an e-mail address", () => {
  it.each([
    "ann@example.com",
    "ann.b+tag@mail.example.co.uk",
    "o'hara@example.org",
    "用户@例子.广告",
    "χρήστης@παράδειγμα.ελ",
    "ann@xn--fsqu00a.xn--0zwm56d",
    "d@b.io",
  ])("%s is accepted", (address) => {
    expect(EmailAddress.safeParse(address).success).toBe(true);
  });

  it.each([
    "ann",
    "ann@",
    "ann@example",
    "ann@example.c",
    "ann@example.123",
    "@example.com",
    ".ann@example.com",
    "ann.@example.com",
    "ann..b@example.com",
    "ann b@example.com",
    "ann@exa mple.com",
    "ann@-example.com",
    "ann@example-.com",
    "ann@example.com.",
    "ann@@example.com",
    "ann@example.com\r\nBcc: ben@example.com",
    "ann\u202e@example.com",
    `${"a".repeat(65)}@example.com`,
    `ann@${"a".repeat(64)}.com`,
    `${"é".repeat(40)}@example.com`,
    `a@${"a.".repeat(50_000)}`,
    `a@${"b".repeat(1_000_000)}.com`,
  ])("%# is refused", (address) => {
    expect(EmailAddress.safeParse(address).success).toBe(false);
  });

  it("is at most 254 octets long", () => {
    const domain = `${"d".repeat(63)}.${"d".repeat(63)}.${"d".repeat(58)}.com`;
    const longest = `${"a".repeat(64)}@${domain}`.slice(0, 300);
    expect(new TextEncoder().encode(longest).length).toBe(255);
    expect(EmailAddress.safeParse(longest).success).toBe(false);
    expect(EmailAddress.safeParse(longest.slice(1)).success).toBe(true);
  });

  it("is trimmed, composed and lower-cased before it is compared or stored", () => {
    expect(EmailAddress.parse("  Ren\u0065\u0301@Example.COM\n")).toBe("ren\u00e9@example.com");
  });

  it("never turns from broken into valid by typing on", () => {
    const typed = "ann.b+tag@mail.example.co.uk";
    for (let length = 1; length <= typed.length; length += 1) {
      expect(emailProgress(typed.slice(0, length))).not.toBe("broken");
    }
  });
});

describe("the e-mail field", () => {
  it.each([
    ["", false, "neutral"],
    ["   ", true, "neutral"],
    ["a", false, "neutral"],
    ["a", true, "invalid"],
    ["ann@exam", false, "neutral"],
    ["ann@exam", true, "invalid"],
    ["ann@example.com", false, "valid"],
    ["ann@example.com", true, "valid"],
    ["ann@example.com ", false, "valid"],
    ["ann@@", false, "invalid"],
    ["ann example", false, "invalid"],
    [`${"a".repeat(300)}@example.com`, false, "invalid"],
  ] as const)("shows %j (committed: %s) as %s", (input, committed, state) => {
    expect(emailFieldState(input, { committed })).toBe(state);
  });
});
