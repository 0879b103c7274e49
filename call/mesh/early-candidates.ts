/** Candidates that overtook the offer of their generation. */

import type { SignalBody } from "#protocol/signal.ts";
import { HELD_CANDIDATES_MAX } from "./candidate-buffer.ts";

export interface EarlyCandidates {
  /** Keeps one of the newest generation that the peer named, up to a bound; of an earlier one it is dropped. */
  hold(generation: number, candidate: SignalBody): void;
  /** Those of the generation that has begun; what is of an earlier one is forgotten. */
  take(generation: number): readonly SignalBody[];
}

/** Nothing has to be ended. */
export function createEarlyCandidates(): EarlyCandidates {
  let early: { readonly generation: number; readonly candidates: readonly SignalBody[] } | null =
    null;
  return {
    hold(generation, candidate) {
      if (early !== null && generation < early.generation) return;
      const before = early?.generation === generation ? early.candidates : [];
      early = { generation, candidates: [...before, candidate].slice(-HELD_CANDIDATES_MAX) };
    },
    take(generation) {
      if (early === null || early.generation > generation) return [];
      const taken = early;
      early = null;
      return taken.generation < generation ? [] : taken.candidates;
    },
  };
}
