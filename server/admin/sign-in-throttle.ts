/** How many guesses of the administrator's secret are evaluated: by address, and over all addresses together. */

import { RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";
import { addressBlock } from "../http/address-block.ts";

export interface SignInLimits {
  readonly triesPerAddress: number;
  readonly triesInAll: number;
  /** How long a try counts. */
  readonly windowMs: number;
}

/** Addresses remembered because somebody signed in from them; the oldest is forgotten first. */
const KNOWN_ADDRESSES = 64;

const GLOBAL_KEY = "all";

function isLoopback(address: string): boolean {
  return address === "::1" || /^(::ffff:)?127\./i.test(address);
}

export type SignInTry =
  | { readonly allowed: false; readonly retryAfterMs: number }
  /** May be evaluated. `succeed` says that it was right: it then counts no more, and its address is known. */
  | { readonly allowed: true; succeed(): Promise<void> };

export interface SignInThrottle {
  /** Counts one try, before it is evaluated. */
  take(address: string, options: { hasSession: boolean }): Promise<SignInTry>;
}

function refusedUntil(count: RateLimiterRes): SignInTry {
  return { allowed: false, retryAfterMs: Math.max(1, Math.ceil(count.msBeforeNext)) };
}

/**
 * Counts in memory, over fixed windows, by the true address. The count over all addresses keeps guessing from a
 * thousand machines slow, and by itself would let them lock the administrator out; so it does not hold for a browser
 * that is signed in, for an address that somebody signed in from, or for the machine itself. The count of an address
 * always holds.
 */
export function createSignInThrottle(limits: SignInLimits): SignInThrottle {
  const { triesPerAddress, triesInAll } = limits;
  const duration = limits.windowMs / 1000;
  const perAddress = new RateLimiterMemory({ points: triesPerAddress, duration });
  const inAll = new RateLimiterMemory({ points: triesInAll, duration });
  const known = new Set<string>();

  function remember(block: string): void {
    const [oldest] = known;
    if (known.size >= KNOWN_ADDRESSES && oldest !== undefined) known.delete(oldest);
    known.add(block);
  }

  return {
    async take(address, { hasSession }) {
      const block = addressBlock(address);
      const exempt = hasSession || known.has(block) || isLoopback(address);
      // Asked before the address is counted: otherwise every new address would leave an entry in memory.
      const all = exempt ? null : await inAll.get(GLOBAL_KEY);
      if (all !== null && all.consumedPoints >= triesInAll) return refusedUntil(all);

      const own = await perAddress.penalty(block);
      if (own.consumedPoints > triesPerAddress) return refusedUntil(own);
      if (!exempt) await inAll.penalty(GLOBAL_KEY);

      return {
        allowed: true,
        async succeed() {
          remember(block);
          await perAddress.delete(block);
          if (!exempt) await inAll.reward(GLOBAL_KEY);
        },
      };
    },
  };
}
