/** Paths to a peer that the browser has given up, to be checked once more. Pure. */

/** Of the peer's candidate over which media went last; null where the browser does not say. */
export interface SelectedCandidate {
  readonly address: string | null;
  readonly port: number | null;
}

/**
 * What to tell the browser so that it checks again whether the peer can be reached: of the candidates in the peer's
 * description, that of the last path alone, since every pair more delays the checks of the others; without it all over
 * UDP. Chromium drops what it was told before, and knows it by all its parts: so each bears a foundation of its own, which
 * says nothing else than what may be tested together (RFC 8445 §5.1.1.3).
 */
export function candidatesToCheckAgain(
  sdp: string,
  selected: SelectedCandidate | null,
  foundation: () => number,
): readonly RTCIceCandidateInit[] {
  const known = new Map<string, string>();
  for (const [, line = ""] of sdp.matchAll(/^a=candidate:\S+ (1 udp \d+ \S+ \d+ typ .+?)\r?$/gim))
    known.set(addressOf(line), line);
  const last =
    selected === null ? undefined : known.get(`${selected.address ?? ""} ${selected.port ?? ""}`);
  const lines = last === undefined ? [...known.values()] : [last];
  return lines.map((line) => ({
    candidate: `candidate:${foundation()} ${line}`,
    // Everything goes over the transport of the first media section (RFC 8843).
    sdpMLineIndex: 0,
  }));
}

function addressOf(line: string): string {
  const [, , , address = "", port = ""] = line.split(" ");
  return `${address} ${port}`;
}
