/** Keeps a name that runs right to left from turning the sentence around it (Unicode UAX #9, FSI and PDI). */
export function isolated(name: string): string {
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(name) ? `\u2068${name}\u2069` : name;
}
