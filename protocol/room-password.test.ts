import { describe, expect, it } from "vitest";
import { PasswordGuess, RoomPassword } from "./room-password.ts";

const isUsable = (text: string) => RoomPassword.safeParse(text).success;

describe("a room's password", () => {
  it("has a bounded number of characters, as people count them", () => {
    expect(isUsable("abc")).toBe(false);
    expect(isUsable("abcd")).toBe(true);
    expect(isUsable("😀😀")).toBe(false);
    expect(isUsable("😀".repeat(100))).toBe(true);
    expect(isUsable("a".repeat(100))).toBe(true);
    expect(isUsable("a".repeat(101))).toBe(false);
    expect(isUsable("a".repeat(100_000))).toBe(false);
  });

  it("is the same from every keyboard", () => {
    const [composed, decomposed] = ["caf\u00e9", "cafe\u0301"] as const;

    expect(RoomPassword.parse(decomposed)).toBe(composed);
    expect(PasswordGuess.parse(decomposed)).toBe(composed);
  });

  it("can be guessed at with anything short", () => {
    expect(PasswordGuess.safeParse("").success).toBe(true);
    expect(PasswordGuess.safeParse("a").success).toBe(true);
    expect(PasswordGuess.safeParse("a".repeat(1_000)).success).toBe(false);
  });
});
