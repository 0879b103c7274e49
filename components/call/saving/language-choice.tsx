"use client";

import { Languages } from "lucide-react";
import { useId, useState } from "react";
import { useLocale } from "use-intl";
import { changeLanguage } from "#components/text/change-language.ts";
import { isLanguageTag, LANGUAGES, type LanguageTag } from "#components/text/languages.ts";
import { useText } from "#components/text/use-text.ts";
import { Problem } from "#components/ui/problem.tsx";
import { Select } from "#components/ui/select.tsx";

/** The language of this page and all later ones, changed under a running call. */
export function LanguageChoice() {
  const text = useText("saving");
  const common = useText("common");
  const id = useId();
  const language = useLocale();
  /** Chosen, and on its way. */
  const [coming, setComing] = useState<LanguageTag | null>(null);
  const [isMissing, setIsMissing] = useState(false);
  const choose = async (tag: string) => {
    if (!isLanguageTag(tag)) return;
    setComing(tag);
    setIsMissing(false);
    try {
      await changeLanguage(tag);
    } catch {
      setIsMissing(true);
    }
    setComing(null);
  };
  return (
    <div className="flex flex-col gap-2">
      <label htmlFor={id} className="text-small font-semibold text-muted">
        {common("language")}
      </label>
      <Select
        id={id}
        icon={Languages}
        value={coming ?? language}
        aria-busy={coming !== null}
        onChange={({ target }) => void choose(target.value)}
      >
        {LANGUAGES.map(({ tag, name }) => (
          <option key={tag} value={tag} lang={tag}>
            {name}
          </option>
        ))}
      </Select>
      {isMissing && <Problem>{text("languageMissing")}</Problem>}
    </div>
  );
}
