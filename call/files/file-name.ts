/** What a file that somebody else named may be called here. */

/** UTF-16 code units: shorter than what any file system refuses, in any encoding of it. */
const NAME_MAX_LENGTH = 120;
/** Bounds the work of cleaning; what is longer is cut first. */
const NAME_MAX_RAW_LENGTH = 4_096;
const ENDING_MAX_LENGTH = 16;
const NAMELESS = "file";

// Controls, formats (bidi overrides make `gpj.exe` read as a picture), unassigned characters.
const invisible = /\p{C}/gu;
/** Part a path on some system, or mean something to its shell. */
const forbidden = /[/\\:*?"<>|]/g;
/** Devices on Windows, whatever follows the dot (Microsoft, "Naming Files, Paths, and Namespaces"). */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * A name without folders, without anything invisible, that every system takes for a plain file and none hides: what it
 * ends with stays, as that says what it is.
 */
export function safeFileName(name: string): string {
  const plain = name
    .slice(0, NAME_MAX_RAW_LENGTH)
    .normalize("NFC")
    .replace(/\s+/gu, " ")
    .replace(invisible, "")
    .replace(forbidden, "_")
    .replace(/^[. ]+|[. ]+$/g, "");
  const short = shortened(plain);
  if (short === "") return NAMELESS;
  return device.test(short) ? `_${short}` : short;
}

function shortened(name: string): string {
  if (name.length <= NAME_MAX_LENGTH) return name;
  const dot = name.lastIndexOf(".");
  const ending = dot > 0 && name.length - dot <= ENDING_MAX_LENGTH ? name.slice(dot) : "";
  // Never half of a character.
  const kept = name.slice(0, NAME_MAX_LENGTH - ending.length).replace(/[\ud800-\udbff]$/, "");
  return `${kept.trimEnd()}${ending}`;
}
