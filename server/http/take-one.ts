import type { RateLimiterMemory } from "rate-limiter-flexible";

/** Counts one; milliseconds to wait when that was one too many, else null. */
export async function takeOne(limiter: RateLimiterMemory, key: string): Promise<number | null> {
  try {
    await limiter.consume(key);
    return null;
  } catch (exceeded) {
    // The library rejects with its counters when the limit is hit, with an Error when it is broken.
    if (exceeded instanceof Error) throw exceeded;
    return Math.max(1, (exceeded as { msBeforeNext: number }).msBeforeNext);
  }
}
