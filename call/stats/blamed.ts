/** Who can be the problem. Apart from how that is found, since pages tell it without judging. */

export type Blame =
  | {
      readonly kind: "me";
      /** What suffers: what this end sends, what it receives, or both. */
      readonly way: "sending" | "receiving" | "both";
      /** Whether nothing gets through at all. */
      readonly lost: boolean;
    }
  /** This end's computer is short of processor, which looks like a bad network from all sides. */
  | { readonly kind: "computer"; readonly lost: false }
  | { readonly kind: "peer"; readonly id: string; readonly lost: boolean }
  | { readonly kind: "route"; readonly id: string; readonly lost: boolean };

/** The same person or route, however bad. */
export function isSameCause(a: Blame | null, b: Blame | null): boolean {
  return a?.kind === b?.kind && idOf(a) === idOf(b);
}

function idOf(blame: Blame | null): string | null {
  return blame !== null && "id" in blame ? blame.id : null;
}
