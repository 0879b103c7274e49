"use client";

import type { HealthState } from "#call/health-store.ts";
import type { Blame } from "#call/stats/blamed.ts";
import { useText } from "#components/text/use-text.ts";
import type { Route } from "#protocol/link.ts";

const ownWays = { sending: "meSending", receiving: "meReceiving", both: "meBoth" } as const;

/** Who is the problem, in a sentence. `nameOf` gives the name of a participant's id; who has none is not spoken of. */
export function useBlameWords(): (
  blame: Blame,
  nameOf: (id: string) => string | null,
) => string | null {
  const text = useText("health");
  return (blame, nameOf) => {
    if (blame.kind === "me") {
      if (blame.lost) return text("meLost");
      return text(ownWays[blame.way]);
    }
    if (blame.kind === "computer") return text("meBusy");
    const name = nameOf(blame.id);
    if (name === null) return null;
    if (blame.kind === "peer") return text(blame.lost ? "peerLost" : "peerWeak", { name });
    return text(blame.lost ? "routeLost" : "routeWeak", { name });
  };
}

/** Whether smaller pictures would help: where it is this end or its route, and anything gets through. */
export function lowerQualityHelps(blame: Blame): boolean {
  return blame.kind !== "peer" && !blame.lost;
}

/** Whether another path may be better: only a bad route has one, and one that is lost is being mended already. */
export function relayHelps(
  blame: Blame,
  { hasRelay, route }: { readonly hasRelay: boolean; readonly route: Route | null },
): boolean {
  return blame.kind === "route" && !blame.lost && hasRelay && route === "direct";
}

/**
 * Whether sending no picture would help: only where something this end sends arrives badly, and anything arrives at all.
 */
export function cameraOffHelps(blame: Blame, { links }: HealthState): boolean {
  if (blame.lost) return false;
  if (blame.kind === "me") return blame.way !== "receiving";
  if (blame.kind === "peer") return false;
  // Every picture that is sent is encoded by itself.
  if (blame.kind === "computer") return true;
  const received = [...links].find(([id]) => id === blame.id)?.[1].received;
  return received === "poor";
}
