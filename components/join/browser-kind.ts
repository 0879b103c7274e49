/** Which browser's menus to describe. A wrong guess costs a sentence, so the user agent's word is enough. */
export type BrowserKind = "chromium" | "firefox" | "safari" | "other";

export function browserKind(userAgent: string): BrowserKind {
  // On iPhones every browser is Safari underneath, but permissions are in each one's own menus: CriOS, FxiOS, EdgiOS.
  if (/Firefox\/|FxiOS\//.test(userAgent)) return "firefox";
  if (/Chrom(?:e|ium)\/|CriOS\/|EdgiOS\//.test(userAgent)) return "chromium";
  if (/Safari\//.test(userAgent)) return "safari";
  return "other";
}
