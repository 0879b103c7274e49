/** What of the peer may come past the server, while that is away: only what its DTLS identity vouches for. */

import type { SignalBody } from "#protocol/signal.ts";

/** More restarts, and wishes for them, than an absence of the server may need; each costs the receiver work. */
const DIRECT_DESCRIPTIONS_MAX = 200;

export interface PeerIdentity {
  /** The DTLS identity of the peer over all its connections; null until it is known. */
  known(): string | null;
  /**
   * Whether a signal may come past the server: only while that cannot bring it and bound its rate, and no description of
   * another identity than the one at the other end.
   */
  mayCome(body: SignalBody): boolean;
  /** As `mayCome`, over the link itself; counts what comes, and takes only so many descriptions. */
  mayComeDirectly(body: SignalBody): boolean;
}

/** Lives as long as the link; `remoteSdp` is what its peer described last, on the connection of now. */
export function createPeerIdentity(options: {
  readonly remoteSdp: () => string | undefined;
  readonly canSignal: () => boolean;
}): PeerIdentity {
  let identity: string | null = null;
  let directDescriptions = 0;
  const known = () => {
    identity = fingerprintOf(options.remoteSdp()) ?? identity;
    return identity;
  };
  const mayCome = (body: SignalBody) => {
    if (options.canSignal()) return false;
    if (body.kind !== "description") return true;
    const expected = known();
    return expected !== null && fingerprintOf(body.sdp) === expected;
  };
  return {
    known,
    mayCome,
    mayComeDirectly(body) {
      if (body.kind !== "candidate") directDescriptions += 1;
      return directDescriptions <= DIRECT_DESCRIPTIONS_MAX && mayCome(body);
    },
  };
}

/** The DTLS identity that a description names (RFC 8122 §5); null where it names none, or several. */
function fingerprintOf(sdp: string | undefined): string | null {
  const named = [...(sdp ?? "").matchAll(/^a=fingerprint:(.+)$/gim)];
  const [one, ...others] = new Set(named.map(([, print = ""]) => print.trim().toLowerCase()));
  return others.length === 0 ? (one ?? null) : null;
}
