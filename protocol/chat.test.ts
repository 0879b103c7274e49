import { describe, expect, it } from "vitest";
import { CHAT_TEXT_MAX_LENGTH, ChatBody, ChatText, cleanChatText } from "./chat.ts";

describe("a message", () => {
  it.each([
    ["keeps its lines, in one form of line break", "a\r\nb\rc\u2028d", "a\nb\nc\nd"],
    ["keeps markup as text", "<b onclick=x>hi</b>", "<b onclick=x>hi</b>"],
    ["loses what turns text around", "abc\u202egnp.exe", "abcgnp.exe"],
    ["loses what nobody sees", "a\u200bb\ufeffc\u0000d", "abcd"],
    ["keeps joined emoji", "👩\u200d💻", "👩\u200d💻"],
    ["is trimmed, and has no deserts of empty lines", "  a\n\n\n\n\n\nb \n", "a\n\n\nb"],
    ["has tabs that look the same everywhere", "a\tb", "a    b"],
  ])("%s", (_, written, cleaned) => {
    expect(cleanChatText(written)).toBe(cleaned);
  });

  it("has no towers of marks", () => {
    const tower = `a${"\u0300".repeat(10_000)}`;

    expect(cleanChatText(tower).normalize("NFD").length).toBeLessThan(10);
  });

  it("is neither empty nor endless", () => {
    expect(ChatText.safeParse(" \n\u200b").success).toBe(false);
    expect(ChatText.safeParse("a".repeat(CHAT_TEXT_MAX_LENGTH)).success).toBe(true);
    expect(ChatText.safeParse("a".repeat(CHAT_TEXT_MAX_LENGTH + 1)).success).toBe(false);
    expect(ChatText.safeParse("a".repeat(100_000)).success).toBe(false);
  });

  it("is answered by one of few emojis", () => {
    const to = crypto.randomUUID();
    const reaction = (emoji: string) => ({ kind: "reaction", to, emoji, on: true });

    expect(ChatBody.safeParse(reaction("👍")).success).toBe(true);
    expect(ChatBody.safeParse(reaction("<script>")).success).toBe(false);
  });
});
