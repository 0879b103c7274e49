"use client";

import { Languages } from "lucide-react";
import { useRouter } from "next/navigation";
import { useLocale } from "use-intl";
import { changedLanguage } from "#components/text/changed-language.ts";
import { keepLanguage } from "#components/text/keep-language.ts";
import { isLanguageTag, LANGUAGES, type LanguageTag } from "#components/text/languages.ts";
import { useText } from "#components/text/use-text.ts";

/** Changes the language of all pages in this browser; what is typed on this one stays. */
export function LanguageSelect() {
  const text = useText("common");
  const router = useRouter();
  const language = useLocale();
  const choose = (tag: string) => {
    if (!isLanguageTag(tag)) return;
    // Changed in a call before: what the server renders is not what is shown any more.
    if (changedLanguage.getSnapshot() !== null) return void changeInPlace(tag);
    keepLanguage(tag);
    router.refresh();
  };
  return (
    <label className="relative flex items-center rounded-control text-muted hover:text-text">
      <span className="sr-only">{text("language")}</span>
      <Languages
        aria-hidden
        size={18}
        className="pointer-events-none absolute top-1/2 start-2.5 -translate-y-1/2"
      />
      <select
        value={language}
        onChange={(event) => choose(event.target.value)}
        className="min-h-11 max-w-40 appearance-none truncate rounded-control bg-transparent ps-9 pe-2.5 text-small"
      >
        {LANGUAGES.map(({ tag, name }) => (
          <option key={tag} value={tag} lang={tag}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

async function changeInPlace(tag: LanguageTag): Promise<void> {
  try {
    await (await import("#components/text/change-language.ts")).changeLanguage(tag);
  } catch {
    // The server is away, which this page says; the choice can be made again.
  }
}
