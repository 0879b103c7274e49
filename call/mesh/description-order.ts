/**
 * Which description of the other end is older than one that was taken. Signals are delivered at least once and overtake
 * each other, and a browser takes an old offer without a word: it then waits for streams that nobody sends. Every
 * description names its session and a version that grows with each one (RFC 8866 §5.2, RFC 8829 §5.2.1 and §5.2.2).
 */

/** The session and version of the description that was taken last. */
interface Origin {
  readonly session: string;
  readonly version: bigint;
}

export interface DescriptionOrder {
  /**
   * Whether a description is of a time before the last that was taken: an earlier version, or of a session other than the
   * one that both ends agreed on. One that names no origin is of now.
   */
  isOutdated(sdp: string): boolean;
  /** Counts a description as taken. */
  take(sdp: string): void;
}

/** The order on one connection; `hasAgreed` tells whether both ends agreed on a description before. */
export function createDescriptionOrder(hasAgreed: () => boolean): DescriptionOrder {
  let latest: Origin | null = null;
  return {
    isOutdated(sdp) {
      const origin = originOf(sdp);
      if (origin === null || latest === null) return false;
      // The peer may have given a connection up for ours, and what it said of it may come last of all.
      if (origin.session !== latest.session) return hasAgreed();
      return origin.version < latest.version;
    },
    take(sdp) {
      latest = originOf(sdp) ?? latest;
    },
  };
}

function originOf(sdp: string): Origin | null {
  const [, session, version] = /^o=\S+ (\S+) (\d+) /m.exec(sdp) ?? [];
  return session === undefined || version === undefined
    ? null
    : { session, version: BigInt(version) };
}
