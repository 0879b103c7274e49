/**
 * Browser family and major version for the administrator's list. Deliberately coarse: enough to help somebody, too
 * little to tell people apart. Each pattern is linear, and only the beginning of the header is read.
 */

const READ_CHARACTERS = 400;

/** In this order: each later browser also carries the names of earlier ones. */
const families: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["Edge", /\bEdg(?:e|A|iOS)?\/(\d{1,4})/],
  ["Opera", /\bOPR\/(\d{1,4})/],
  ["Samsung Internet", /\bSamsungBrowser\/(\d{1,4})/],
  ["Firefox", /\b(?:Firefox|FxiOS)\/(\d{1,4})/],
  ["Chrome", /\b(?:HeadlessChrome|Chrome|CriOS|Chromium)\/(\d{1,4})/],
  ["Safari", /\bVersion\/(\d{1,4})[\d.]* (?:Mobile\/\w+ )?Safari\//],
];

export function browserFamily(userAgent: string | undefined): string {
  const text = (userAgent ?? "").slice(0, READ_CHARACTERS);
  for (const [name, pattern] of families) {
    const version = pattern.exec(text)?.[1];
    if (version !== undefined) return `${name} ${version}`;
  }
  return "Other";
}
