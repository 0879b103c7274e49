import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { catalogues } from "#components/text/catalogue.ts";
import type { LanguageTag } from "#components/text/languages.ts";
import { TextProvider } from "#components/text/text-provider.tsx";
import { useDurationWords, useTimeWords } from "./time-words.ts";

function Lasted({ ms }: { ms: number }) {
  return useDurationWords()(ms);
}

function Time({ atMs, nowMs }: { atMs: number; nowMs: number }) {
  return useTimeWords()(atMs, nowMs);
}

const said = (language: LanguageTag, words: ReactNode) =>
  renderToStaticMarkup(
    <TextProvider language={language} messages={catalogues[language]}>
      {words}
    </TextProvider>,
  );

describe("the administrator's page", () => {
  it.each<[number, string]>([
    [-1, "0 s"],
    [59_499, "59 s"],
    [59_500, "1 min"],
    [61 * 60_000, "1 h 1 min"],
    [1_500 * 3_600_000, "1,500 h 0 min"],
  ])("says %d ms as %j", (ms, words) => {
    expect(said("en", <Lasted ms={ms} />)).toBe(words);
  });

  it("says how long something lasted as the reader writes it", () => {
    const weeksMs = 1_500 * 3_600_000;

    expect(said("de", <Lasted ms={weeksMs} />)).toBe("1.500 h 0 min");
    expect(said("zh", <Lasted ms={weeksMs} />)).toBe("1,500 小时 0 分钟");
  });

  it("says a time of the day, and the date where it is another day", () => {
    // In the reader's own zone, whichever it is here.
    const atMs = new Date(2026, 2, 7, 14, 3, 22).getTime();
    const [sameDayMs, nextDayMs] = [atMs + 60_000, atMs + 24 * 3_600_000];

    expect(said("en", <Time atMs={atMs} nowMs={sameDayMs} />)).toBe("14:03:22");
    expect(said("en", <Time atMs={atMs} nowMs={nextDayMs} />)).toBe("Mar 7, 14:03:22");
    expect(said("de", <Time atMs={atMs} nowMs={nextDayMs} />)).toBe("7. März, 14:03:22");
    expect(said("ar", <Time atMs={atMs} nowMs={nextDayMs} />)).toBe("7 مارس، 14:03:22");
  });
});
