/** The name under a tile: what people may call themselves, cleaned of everything that could deceive or break a layout. */

import { z } from "zod/mini";

export const NAME_MAX_GRAPHEMES = 64;
/** Bounds the work before graphemes are counted; a long name in any script stays far below. */
const NAME_MAX_CODE_UNITS = 16_384;
/** More stacked marks than any orthography uses only cover the neighbours' tiles. */
const MAX_MARKS_PER_GRAPHEME = 4;

// Controls, formats (bidi overrides, zero-width characters, tags), surrogates, private use and unassigned characters.
// The two joiners are kept for the scripts and emoji that need them, and only between visible characters.
const invisible = /(?![\u200c\u200d])\p{C}/gu;
const strayJoiners =
  /(?<![\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}])[\u200c\u200d]+|[\u200c\u200d]+(?![\p{L}\p{Extended_Pictographic}])/gu;
const markStack = new RegExp(`(\\p{M}{${MAX_MARKS_PER_GRAPHEME}})\\p{M}+`, "gu");

/** Cleans a name: NFC, no invisible or direction-changing characters, single spaces, no towers of marks. */
export function cleanName(input: string): string {
  return input
    .normalize("NFC")
    .replace(/\s+/gu, " ")
    .replace(invisible, "")
    .replace(strayJoiners, "")
    .replace(markStack, "$1")
    .replace(/^[\p{M}\s]+/u, "")
    .replace(/ +/g, " ")
    .trim();
}

/** Counts what a reader sees as characters (UAX #29 extended grapheme clusters). */
export function countGraphemes(text: string): number {
  let count = 0;
  for (const _ of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text))
    count += 1;
  return count;
}

/** A cleaned name. Issue messages are keys of the catalogue. */
export const DisplayName = z
  .pipe(z.string().check(z.maxLength(NAME_MAX_CODE_UNITS, "name.tooLong")), z.transform(cleanName))
  .check(
    z.refine((name) => name !== "", "name.missing"),
    z.refine(
      // A grapheme is one code unit or more; only long names are worth a segmenter, which is costly to make.
      (name) => name.length <= NAME_MAX_GRAPHEMES || countGraphemes(name) <= NAME_MAX_GRAPHEMES,
      "name.tooLong",
    ),
  )
  .brand<"DisplayName">();
export type DisplayName = z.infer<typeof DisplayName>;

/**
 * The label that tells people of one room apart: the name, or "Ana (2)" when `taken` holds it already.
 */
export function distinctLabel(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  let ordinal = 2;
  while (taken.has(`${name} (${ordinal})`)) ordinal += 1;
  return `${name} (${ordinal})`;
}
