/** What an avatar shows of a name. */

const segmenter = () => new Intl.Segmenter(undefined, { granularity: "grapheme" });

function firstGrapheme(word: string): string {
  for (const { segment } of segmenter().segment(word)) return segment;
  return "";
}

/**
 * First letters of the first and last word; of a name in one word its first letter. An ordinal such as "(2)" is no
 * word. Empty names give "?".
 */
export function initialsOf(name: string): string {
  const words = name
    .replace(/\s*\(\d+\)$/, "")
    .split(/[\s·・_-]+/u)
    // Brackets and quotes around a nickname say nothing.
    .map((word) => word.replace(/^[^\p{L}\p{N}\p{Extended_Pictographic}]+/u, ""))
    .filter((word) => word !== "");
  const first = words[0];
  if (first === undefined) return "?";
  const last = words.length > 1 ? words.at(-1) : undefined;
  return (firstGrapheme(first) + (last === undefined ? "" : firstGrapheme(last))).toLocaleUpperCase(
    "und",
  );
}

/** A hue in degrees, always the same for the same name; neighbours in the alphabet come out far apart. */
export function hueOf(name: string): number {
  // FNV-1a: small, and every letter moves the whole result.
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % 360;
}
