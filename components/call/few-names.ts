/** Named before the rest is counted. Two read as "Ann and Ben"; of more, one is named: "Ann and 2 others". */
const NAMED_AT_MOST = 2;

/** People in few words: who is named, and how many `others` there are. */
export function fewNames(all: readonly string[]): {
  readonly names: readonly string[];
  readonly others: number;
} {
  const named = all.length > NAMED_AT_MOST ? 1 : all.length;
  return { names: all.slice(0, named), others: all.length - named };
}
