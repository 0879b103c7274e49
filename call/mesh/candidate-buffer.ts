/**
 * Holds candidates until the description they belong to is set. A browser takes a candidate that overtakes its offer
 * without an error and loses it, so the match by `usernameFragment` (RFC 8839 §5.4) has to be made here.
 */

/** Far more than a browser gathers for one description; what comes above it is a flood. */
export const HELD_CANDIDATES_MAX = 100;
/**
 * Candidates that one description may bring to the browser. Each makes it send checks to an address that the peer
 * chose, so that without a bound a peer could have it knock at every port of a network.
 */
export const ADMITTED_CANDIDATES_MAX = 100;

export interface CandidateBuffer {
  /**
   * Takes a candidate as it arrives. True when it belongs to the description that is set, and is to be added now;
   * otherwise it is held or, above the bounds, lost. One that comes again counts once.
   */
  admit(candidate: RTCIceCandidateInit): boolean;
  /** Tells which description is set now, and gives out what was held for it, in order of arrival. */
  release(remoteSdp: string): readonly RTCIceCandidateInit[];
}

export function createCandidateBuffer(): CandidateBuffer {
  let fragments: ReadonlySet<string> = new Set();
  let described = false;
  let held: RTCIceCandidateInit[] = [];
  /** Those of the description that is set which the browser got; an offer without an ICE restart adds to them. */
  let admitted = new Set<string>();

  const belongs = (candidate: RTCIceCandidateInit) => {
    const fragment = usernameFragmentOf(candidate);
    // Without a fragment nobody can tell; then any description has to do.
    return fragment === null ? described : fragments.has(fragment);
  };

  const count = (candidate: RTCIceCandidateInit) => {
    const path = `${candidate.sdpMid ?? candidate.sdpMLineIndex} ${candidate.candidate}`;
    if (!admitted.has(path) && admitted.size >= ADMITTED_CANDIDATES_MAX) return false;
    admitted.add(path);
    return true;
  };

  return {
    admit(candidate) {
      if (belongs(candidate)) return count(candidate);
      held.push(candidate);
      if (held.length > HELD_CANDIDATES_MAX) held.shift();
      return false;
    },
    release(remoteSdp) {
      const next = usernameFragmentsOf(remoteSdp);
      if (next.size !== fragments.size || [...next].some((fragment) => !fragments.has(fragment)))
        admitted = new Set();
      fragments = next;
      described = true;
      const released = held.filter(belongs);
      held = held.filter((candidate) => !belongs(candidate));
      return released.filter(count);
    },
  };
}

/** The description without the candidate lines (RFC 8839 §5.1) above the bound: they are another way to the browser. */
export function boundCandidatesIn(sdp: string): string {
  let lines = 0;
  return sdp.replace(/^a=candidate:.*(?:\r?\n|$)/gm, (line) => {
    lines += 1;
    return lines <= ADMITTED_CANDIDATES_MAX ? line : "";
  });
}

/** The fragment a candidate names, in its field or as an extension of its line (RFC 8839 §5.1); null if neither. */
function usernameFragmentOf(candidate: RTCIceCandidateInit): string | null {
  if (candidate.usernameFragment) return candidate.usernameFragment;
  return / ufrag (\S+)/.exec(candidate.candidate ?? "")?.[1] ?? null;
}

function usernameFragmentsOf(sdp: string): ReadonlySet<string> {
  const fragments = new Set<string>();
  for (const [, fragment] of sdp.matchAll(/^a=ice-ufrag:(\S+)/gm))
    if (fragment) fragments.add(fragment);
  return fragments;
}
