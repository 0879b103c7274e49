import type { Limits, Outcome } from "./figures.ts";
import type { Laboratory, LaboratoryOptions } from "./laboratory.ts";

export interface RunOptions {
  /** Long waits are shortened, for tests; each row says in its title how long they really are. */
  readonly short: boolean;
}

/** A row of the laboratory: a fault, how to bring it about, and what must come of it. */
export interface Row {
  /** For `--only`: kebab-case. */
  readonly name: string;
  /** What happens, in a few words. */
  readonly title: string;
  /** Rows of the table of faults that it stands for. */
  readonly faults: readonly number[];
  /** How often it runs unless somebody asks for another number. */
  readonly runs: number;
  /** Targets of the median. */
  readonly limits: Limits;
  readonly laboratory?: LaboratoryOptions;
  /** One run, in a meeting of its own. Throws where the laboratory itself does not work. */
  run(laboratory: Laboratory, options: RunOptions): Promise<Outcome>;
}
