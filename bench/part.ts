/** A part of the benchmark: what `--only` names. */

import type { Figure } from "./figure.ts";

export interface PartOptions {
  /** Rounds to measure; null for the part's own number. */
  readonly runs: number | null;
  /** Tells the person at the terminal how far it is. */
  readonly say: (line: string) => void;
}

export interface PartOutcome {
  readonly figures: readonly Figure[];
  /** What the figures were made from, for whoever wants to look closer. */
  readonly samples: Readonly<Record<string, unknown>>;
}

export type Part = (options: PartOptions) => Promise<PartOutcome>;
