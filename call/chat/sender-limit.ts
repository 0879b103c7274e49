/** Bounds what each participant may say past the server, which bounds what goes through it. */

import type { ParticipantId } from "#protocol/ids.ts";

/** What people type, and what waited while a link was being mended, is less; what a script sends is more. */
const PER_SECOND = 2;
const AT_ONCE = 40;

export interface SenderLimit {
  /** Whether one more of this sender is taken now. */
  take(from: ParticipantId): boolean;
  clear(): void;
}

export function createSenderLimit(nowMs: () => number): SenderLimit {
  const senders = new Map<ParticipantId, { left: number; atMs: number }>();
  return {
    take(from) {
      const now = nowMs();
      const { left, atMs } = senders.get(from) ?? { left: AT_ONCE, atMs: now };
      // A clock that jumps back adds nothing.
      const filled = Math.min(AT_ONCE, left + (Math.max(0, now - atMs) * PER_SECOND) / 1_000);
      senders.set(from, { left: filled < 1 ? filled : filled - 1, atMs: now });
      return filled >= 1;
    },
    clear: () => senders.clear(),
  };
}
