import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isStructurallySame, parse } from "@formatjs/icu-messageformat-parser";
import { describe, expect, it } from "vitest";
import { catalogues } from "../components/text/catalogue.ts";
import { LANGUAGE_TAGS } from "../components/text/languages.ts";
import config from "../next.config.js";

type Tree = { readonly [key: string]: string | Tree };

/** Every sentence by its whole key. */
function sentences(tree: Tree, before = ""): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(tree))
    if (typeof value === "string") all.set(`${before}${key}`, value);
    else for (const [path, text] of sentences(value, `${before}${key}.`)) all.set(path, text);
  return all;
}

function sources(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(path) && !path.includes(".test.") ? [readFileSync(path, "utf8")] : [];
  });
}

const english = sentences(catalogues.en);

describe.each(LANGUAGE_TAGS)("the sentences in %s", (tag) => {
  const own = sentences(catalogues[tag]);

  it("are those of the English catalogue, none missing and none more", () => {
    expect([...own.keys()]).toEqual([...english.keys()]);
    expect([...own].filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  it("take the same arguments, and say all plurals of the language", () => {
    const { pluralCategories = [] } = new Intl.PluralRules(tag).resolvedOptions();
    const wrong = [...own].flatMap(([key, text]) => {
      const { success, error } = isStructurallySame(parse(english.get(key) ?? ""), parse(text));
      return success ? [] : [`${key}: ${error?.message}`];
    });
    expect(wrong).toEqual([]);
    for (const [key, text] of own)
      for (const [, body = ""] of text.matchAll(/, plural, (.*)/g)) {
        // Spanish and French have a category for millions, in which nothing here is counted.
        const needed = pluralCategories.filter((category) => category !== "many" || tag === "ar");
        for (const category of needed) expect(body, key).toMatch(new RegExp(`\\b${category} ?\\{`));
      }
  });

  it("hold nothing that only looks like a letter, and no direction marks", () => {
    for (const [key, text] of own)
      expect(text, key).not.toMatch(/[\u200B\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/);
  });
});

describe("the catalogue", () => {
  it("is compiled in every language when the app is built", () => {
    const { turbopack } = config;
    const compiled = Object.keys(turbopack?.rules ?? {});
    for (const tag of LANGUAGE_TAGS)
      for (const name of [`${tag}.json`, `admin.${tag}.json`, `failed.${tag}.json`])
        expect(compiled).toContain(name);
  });

  it("has no sentence that nobody says", () => {
    const code = [
      ...sources("app"),
      ...sources("components"),
      ...sources("call"),
      ...sources("protocol"),
    ].join("\n");
    // A key stands in the code whole or by its last part; or it is one of a group whose keys come from states.
    const isSaid = (key: string) => {
      const [screen = "", ...path] = key.split(".");
      const names = [path.join("."), path.at(-1) ?? ""];
      if (names.some((name) => new RegExp(`["'\`.]${name}\\b|\\b${name}:`).test(code))) return true;
      return (
        said.some((group) => key.startsWith(`${group}.`)) || endings(screen, path.at(-1) ?? "")
      );
    };
    /** Keys that are put together: what comes first names a state, what comes last the part. */
    const endings = (screen: string, name: string) =>
      [/^(.+)(Heading|Body|Hint)$/, /^(asking|stopped)(.+)$/].some((form) => {
        const [, stem = ""] = form.exec(name) ?? [];
        return stem !== "" && new RegExp(`["'\`.]?\\b${stem}\\b`).test(code) && screen !== "";
      });
    const said = [
      "check.found",
      "check.verdict",
      "check.advice",
      "capture.microphone",
      "capture.camera",
      "refusal",
    ];

    expect([...english.keys()].filter((key) => !isSaid(key))).toEqual([]);
  });
});
