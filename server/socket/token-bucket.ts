/**
 * A token bucket (RFC 2697's single-rate idea, without colours): `burst` at once, `perSecond` in the long run. Our own
 * few lines because it sits on the path of every message and must not cost a promise.
 */
export interface TokenBucket {
  /** Takes one token; false when there is none. */
  take(nowMs: number): boolean;
  /** Milliseconds until a token will be there; 0 if one is. */
  waitMs(nowMs: number): number;
}

export function createTokenBucket(options: { perSecond: number; burst: number }): TokenBucket {
  const { perSecond, burst } = options;
  let tokens = burst;
  let filledAtMs: number | null = null;

  function fill(nowMs: number): void {
    // A clock that jumps back adds nothing.
    if (filledAtMs !== null && nowMs > filledAtMs) {
      tokens = Math.min(burst, tokens + ((nowMs - filledAtMs) * perSecond) / 1000);
    }
    filledAtMs = nowMs;
  }

  return {
    take(nowMs) {
      fill(nowMs);
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
    waitMs(nowMs) {
      fill(nowMs);
      return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * 1000) / perSecond);
    },
  };
}
