import type { Rating } from "#protocol/http.ts";

/** A server that says nothing for this long is not waited for. */
const TIMEOUT_MS = 8_000;

/** Tells the server how the call was; false where it did not take it, for whatever reason. */
export async function sendRating(rating: Rating): Promise<boolean> {
  try {
    const { status } = await fetch("/api/ratings", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(rating),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return status === 204;
  } catch {
    return false;
  }
}
