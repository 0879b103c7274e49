/** The link to a room at the address this page came from, so that it works wherever the page does. */
export function linkTo(code: string): string {
  return new URL(`/r/${code}`, window.location.origin).href;
}

/** Resolves with whether the browser did it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No permission, or no clipboard at all outside secure contexts.
    return false;
  }
}
