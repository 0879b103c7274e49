import { describe, expect, it } from "vitest";
import { LANGUAGE_TAGS, LANGUAGES, pickLanguage } from "./languages.ts";

describe("the language for a reader", () => {
  it("is the chosen one before all others", () => {
    expect(pickLanguage("fr", "de-DE,de;q=0.9")).toBe("fr");
  });

  it("is the first of the browser's languages that there is, by its quality", () => {
    expect(pickLanguage(null, "nl-NL,nl;q=0.9,de;q=0.8,en;q=0.7")).toBe("de");
    expect(pickLanguage(null, "en;q=0.5, es-MX;q=0.9")).toBe("es");
    expect(pickLanguage(undefined, "zh-CN")).toBe("zh");
    expect(pickLanguage(undefined, "AR-eg")).toBe("ar");
    expect(pickLanguage(null, "fr;q=0,es")).toBe("es");
  });

  it("is English where nothing else is known", () => {
    for (const nonsense of [null, undefined, "", "*", "nl", ";;;,,q=", "\u0000", "x".repeat(9_999)])
      expect(pickLanguage(null, nonsense)).toBe("en");
    expect(pickLanguage("../../etc/passwd", null)).toBe("en");
  });

  it("is one of a list whose names are in the languages themselves", () => {
    expect(LANGUAGES.map(({ tag }) => tag)).toEqual([...LANGUAGE_TAGS]);
    for (const { tag, name } of LANGUAGES) {
      const said = new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? "";
      expect(said.toLowerCase().slice(-2), tag).toBe(name.toLowerCase().slice(-2));
    }
  });
});
