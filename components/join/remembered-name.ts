/** The name that this browser last joined with. Kept in localStorage; where that is forbidden, nothing is remembered. */

const STORAGE_KEY = "rondo.name";

export function rememberedName(): string {
  try {
    return localStorage.getItem(STORAGE_KEY) ?? "";
  } catch {
    return "";
  }
}

export function rememberName(name: string): void {
  try {
    localStorage.setItem(STORAGE_KEY, name);
  } catch {
    // As in rememberedName().
  }
}
