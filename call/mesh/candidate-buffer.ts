/**
 * Holds candidates until the description they belong to is set. A browser takes a candidate that overtakes its offer
 * without an error and loses it, so the match by `usernameFragment` (RFC 8839 §5.4) has to be made here.
 */

/** Far more than a browser gathers for one description; what comes above it is a flood. */
export const HELD_CANDIDATES_MAX = 100;

export interface CandidateBuffer {
  /**
   * Takes a candidate as it arrives. True when it belongs to the description that is set, and is to be added now;
   * otherwise it is held.
   */
  admit(candidate: RTCIceCandidateInit): boolean;
  /** Tells which description is set now, and gives out what was held for it, in order of arrival. */
  release(remoteSdp: string): readonly RTCIceCandidateInit[];
}

export function createCandidateBuffer(): CandidateBuffer {
  let fragments: ReadonlySet<string> = new Set();
  let described = false;
  let held: RTCIceCandidateInit[] = [];

  const belongs = (candidate: RTCIceCandidateInit) => {
    const fragment = usernameFragmentOf(candidate);
    // Without a fragment nobody can tell; then any description has to do.
    return fragment === null ? described : fragments.has(fragment);
  };

  return {
    admit(candidate) {
      if (belongs(candidate)) return true;
      held.push(candidate);
      if (held.length > HELD_CANDIDATES_MAX) held.shift();
      return false;
    },
    release(remoteSdp) {
      fragments = usernameFragmentsOf(remoteSdp);
      described = true;
      const released = held.filter(belongs);
      held = held.filter((candidate) => !belongs(candidate));
      return released;
    },
  };
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
