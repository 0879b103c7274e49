/**
 * Signals on their way to one session of a peer. The server acknowledges that it passed them on, not that somebody was
 * there; so what the other end has not visibly used is kept, and sent again when the server or the peer comes back. It
 * may arrive twice, and the receiver drops what it has had.
 */

import type { FailureCode, Result } from "#protocol/failure.ts";
import type { SignalBody } from "#protocol/signal.ts";

/** More than one negotiation needs; above it the oldest candidates go, never a description. */
const KEPT_MAX = 200;

/** Refusals that another attempt cannot mend. */
const FINAL: ReadonlySet<FailureCode> = new Set(["invalid", "forbidden", "reload-required"]);

/** What the link knows of the other end. */
interface Progress {
  /** An offer of this end still waits for its answer. */
  readonly offerPending: boolean;
  readonly connected: boolean;
}

export interface Outbox {
  post(body: SignalBody): void;
  /** Sends again what the server did not take and, with `all`, also what it took while nobody may have been there. */
  flush(progress: Progress, options: { readonly all: boolean }): void;
  /** Forgets everything; what is under way may still arrive. Final. */
  close(): void;
}

interface Letter {
  readonly body: SignalBody;
  state: "waiting" | "in-flight" | "taken";
}

/** `send` delivers one signal; `onRetryable` is told how many milliseconds a rate limit asks to wait. */
export function createOutbox(
  send: (body: SignalBody) => Promise<Result<unknown>>,
  onRetryable: (retryAfterMs: number) => void,
): Outbox {
  let letters: readonly Letter[] = [];
  let closed = false;

  const isOffer = (body: SignalBody) => body.kind === "description" && body.type === "offer";

  const dispatch = async (letter: Letter) => {
    letter.state = "in-flight";
    const result = await send(letter.body);
    if (closed) return;
    letter.state = result.ok ? "taken" : "waiting";
    if (result.ok) return;
    if (FINAL.has(result.code)) letters = letters.filter((kept) => kept !== letter);
    else if (result.retryAfterMs !== undefined) onRetryable(result.retryAfterMs);
  };

  /** What would tell the other end nothing, or confuse it. */
  const isSpent = ({ body, state }: Letter, { offerPending, connected }: Progress) => {
    // An offer is over when it was answered or rolled back.
    if (isOffer(body)) return !offerPending;
    // A lost answer makes the other end repeat its offer, which is answered anew.
    if (body.kind === "description") return state === "taken";
    return connected && state === "taken";
  };

  return {
    post(body) {
      if (closed) return;
      // A newer description means that an earlier offer was rolled back or answered.
      if (body.kind === "description") letters = letters.filter((letter) => !isOffer(letter.body));
      const letter: Letter = { body, state: "waiting" };
      letters = [...letters, letter];
      if (letters.length > KEPT_MAX) {
        const oldest = letters.find((kept) => kept.body.kind === "candidate");
        letters = letters.filter((kept) => kept !== oldest);
      }
      void dispatch(letter);
    },
    flush(progress, { all }) {
      letters = letters.filter((letter) => !isSpent(letter, progress));
      for (const letter of letters)
        if (letter.state === "waiting" || (all && letter.state === "taken")) void dispatch(letter);
    },
    close() {
      closed = true;
      letters = [];
    },
  };
}
