/** Hands files to the browser's downloads. */

/** Long enough for any browser to begin. */
const BEGUN_AFTER_MS = 60_000;

/** Saves `file` under a name that is safe; the browser asks, or tells another file of that name apart. */
export function download(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), BEGUN_AFTER_MS);
}
