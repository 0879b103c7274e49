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
    expect(
      [...english.keys()].filter((key) => !said.whole.has(key) && !isPutTogether(key)),
    ).toEqual([]);
  });

  it("lists no keys as put together that are not", () => {
    for (const { keys, words } of PUT_TOGETHER) {
      const own = [...english.keys()].filter((key) => wordOf(key, keys) !== null);
      expect(own.length, keys).toBeGreaterThan(0);
      expect(
        own.some((key) => !said.whole.has(key)),
        keys,
      ).toBe(true);
      expect(() => readFileSync(words), keys).not.toThrow();
    }
  });

  it("is asked for nothing that is put together in a way not listed", () => {
    expect(
      said.templates.filter((form) => !PUT_TOGETHER.some(({ keys }) => keys === form)),
    ).toEqual([]);
  });
});

/**
 * Keys that stand nowhere whole: their form, and the file in which what `*` stands for is written, as a string or as the
 * name of a property. A key of the form counts as said only if its word is there.
 */
const PUT_TOGETHER: readonly { keys: string; words: string; why: string }[] = [
  { keys: "check.found.*", words: "call/check/findings.ts", why: "what a step found" },
  { keys: "check.names.*", words: "call/check/findings.ts", why: "the steps of the check" },
  { keys: "check.about.*", words: "call/check/findings.ts", why: "the steps of the check" },
  { keys: "check.states.*", words: "call/check/findings.ts", why: "how a step came out" },
  { keys: "check.states.*", words: "call/check/check-state.ts", why: "a step before it came out" },
  { keys: "check.verdict.*", words: "call/check/verdict.ts", why: "the verdicts" },
  { keys: "check.advice.*", words: "call/check/verdict.ts", why: "the verdicts" },
  { keys: "check.report.*", words: "call/check/ice-urls.ts", why: "what calls need of a network" },
  { keys: "notFound.*Heading", words: "app/too-many-attempts/page.tsx", why: "a problem of links" },
  { keys: "notFound.*Heading", words: "app/unavailable/page.tsx", why: "a problem of links" },
  { keys: "notFound.*Body", words: "app/too-many-attempts/page.tsx", why: "a problem of links" },
  { keys: "notFound.*Body", words: "app/unavailable/page.tsx", why: "a problem of links" },
  {
    keys: "email.*",
    words: "components/join/email-field-view.ts",
    why: "a pure view of the field",
  },
  { keys: "capture.microphone.*", words: "call/media/local-media.ts", why: "why there is none" },
  { keys: "capture.camera.*", words: "call/media/local-media.ts", why: "why there is none" },
  { keys: "capture.help.*", words: "components/join/browser-kind.ts", why: "by browser" },
  { keys: "stage.layouts.*", words: "components/call/stage-arrangement.ts", why: "the choices" },
  { keys: "stage.shareProblems.*", words: "call/media/screen-share.ts", why: "why there is none" },
  { keys: "shortcuts.*", words: "components/call/shortcuts.ts", why: "one sentence for each key" },
  { keys: "shortcuts.groups.*", words: "components/call/shortcuts.ts", why: "headings of keys" },
  { keys: "moderation.*", words: "protocol/moderation.ts", why: "what a host did, as it is told" },
  { keys: "moderation.roles.*", words: "protocol/moderation.ts", why: "the roles" },
  { keys: "roomSettings.uses.*", words: "protocol/moderation.ts", why: "what guests may use" },
  { keys: "chatKeeping.*", words: "protocol/chat-keeping.ts", why: "the choices" },
  { keys: "name.*", words: "components/join/name-problem.ts", why: "what is wrong with a name" },
  { keys: "health.*Hint", words: "components/call/health/blame-notice.tsx", why: "of each advice" },
  { keys: "saving.*", words: "components/call/saving/hiding-words.ts", why: "a pure view of it" },
  {
    keys: "saving.toneOf.*",
    words: "components/call/tones/tones.ts",
    why: "a switch for each tone",
  },
  { keys: "end.*", words: "protocol/room.ts", why: "why a call ended" },
  { keys: "end.*Body", words: "protocol/room.ts", why: "why a call ended" },
  { keys: "end.*", words: "call/call-state.ts", why: "that one left by oneself" },
  { keys: "end.*Body", words: "call/call-state.ts", why: "that one left by oneself" },
  { keys: "end.rating.problems.*", words: "protocol/http.ts", why: "what was wrong" },
  {
    keys: "end.summary.*",
    words: "components/call/after-call/summary.tsx",
    why: "how copying went",
  },
  { keys: "files.statusOf.*", words: "call/files/file-words.ts", why: "why a file did not come" },
  { keys: "files.statusOf.*", words: "call/files/transfer.ts", why: "where a file is" },
  {
    keys: "files.statusOf.*",
    words: "components/call/files/file-list.tsx",
    why: "where it was saved",
  },
  { keys: "meetings.repeats.*", words: "protocol/schedule.ts", why: "how often people meet" },
  {
    keys: "meetings.refused.*",
    words: "components/rooms/rooms-api.ts",
    why: "why nothing came of it",
  },
  { keys: "admin.signIn.*", words: "components/admin/sign-in.tsx", why: "why nobody was let in" },
  { keys: "admin.state.*", words: "components/admin/overview-poll.ts", why: "how new the list is" },
  { keys: "admin.people.*", words: "protocol/moderation.ts", why: "the roles" },
  { keys: "admin.ratings.problems.*", words: "protocol/http.ts", why: "what was wrong" },
  { keys: "admin.audit.actions.*", words: "protocol/admin.ts", why: "what is put on record" },
];

/** What `*` stands for in a key of this form; null for every other key. Points count: a form is for one level. */
function wordOf(key: string, form: string): string | null {
  const [before = "", after = ""] = form.split("*");
  if (!key.startsWith(before) || !key.endsWith(after)) return null;
  const word = key.slice(before.length, key.length - after.length);
  return word === "" || (word.includes(".") && form !== "check.found.*") ? null : word;
}

function isPutTogether(key: string): boolean {
  return PUT_TOGETHER.some(({ keys, words }) => {
    const word = wordOf(key, keys);
    if (word === null) return false;
    const code = readFileSync(words, "utf8");
    return code.includes(`"${word}"`) || new RegExp(`(?<![\\w.])${word}:`).test(code);
  });
}

/** What comes before the comma or the bracket that ends an argument, from its first letter on. */
function argumentAt(code: string, from: number): string {
  let depth = 0;
  let quote: string | null = null;
  let at = from;
  for (; at < code.length; at += 1) {
    const letter = code[at] ?? "";
    if (quote !== null) {
      if (letter === "\\") at += 1;
      else if (letter === quote) quote = null;
    } else if (/["'`]/.test(letter)) quote = letter;
    else if (/[([{]/.test(letter)) depth += 1;
    else if (depth > 0 && /[)\]}]/.test(letter)) depth -= 1;
    else if (depth === 0 && /[),]/.test(letter)) break;
  }
  return code.slice(from, at).trim();
}

const stringsIn = (code: string): readonly string[] =>
  [...code.matchAll(/"([^"\n]*)"/g)].map(([, text = ""]) => text);

/**
 * What the code says, by calls of functions that `useText` and the like gave: keys that stand whole in a call, or, where a
 * call has a variable, whole elsewhere in its file; and the forms of keys that a call puts together.
 */
function whatIsSaid(files: readonly string[]) {
  const whole = new Set<string>();
  const templates = new Set<string>();
  for (const code of files) {
    const given = [
      ...code.matchAll(
        /const (\w+) = (?:await )?(?:useText|serverText|screenText)\((?:[^,()"]+, )?"(\w+)"/g,
      ),
      ...code.matchAll(/(\w+): ReturnType<typeof (?:useText|screenText)<"(\w+)">>/g),
      ...code.matchAll(/(\w+): (?:Check)Text\b()/g),
    ].map(({ index, 1: name = "", 2: screen = "" }) => ({
      index,
      name,
      screen: screen || "check",
    }));
    for (const [, screen = "", key = ""] of code.matchAll(
      /(?:useText|serverText|screenText)\((?:[^,()"]+, )?"(\w+)"\)\)?\("(\w+)"/g,
    ))
      whole.add(`${screen}.${key}`);
    for (const name of new Set(given.map((each) => each.name)))
      for (const call of code.matchAll(new RegExp(`(?<![\\w.])${name}(?:\\.\\w+)?\\(`, "g"))) {
        // Each component makes its own: the last one before the call is meant.
        const { screen } =
          given.filter((each) => each.name === name && each.index < call.index).at(-1) ?? {};
        if (screen === undefined) continue;
        const key = argumentAt(code, call.index + call[0].length).replace(/[!=]== "[^"]*"/g, "");
        const template = /`([^`]*)`/.exec(key)?.[1];
        if (template !== undefined)
          for (const form of formsOf(template)) templates.add(`${screen}.${form}`);
        const isWhole = stringsIn(key).some((each) => english.has(`${screen}.${each}`));
        const isVariable = template === undefined && !isWhole;
        for (const each of isVariable ? stringsIn(code) : stringsIn(key))
          if (english.has(`${screen}.${each}`)) whole.add(`${screen}.${each}`);
      }
  }
  return { whole, templates: [...templates] };
}

/** `found.${code}` as `found.*`; where two parts are put in, the first is a source. */
function formsOf(template: string): readonly string[] {
  const form = template.replaceAll(/\$\{[^}]*\}/g, "*");
  if (form !== "*.*") return [form];
  return ["microphone.*", "camera.*"];
}

const said = whatIsSaid(["app", "components", "call", "protocol"].flatMap(sources));
