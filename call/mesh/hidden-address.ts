/**
 * Signals of an end that hides its addresses. A connection that may only use relays finds no other candidates by itself
 * (RFC 8828 §5.2, mode 4); this is the second lock on the same door, for browsers that let something slip. Pure.
 */

import type { SignalBody } from "#protocol/signal.ts";

/** The signal without any address but that of a relay; null where nothing is left to say. */
export function withoutAddresses(body: SignalBody): SignalBody | null {
  if (body.kind === "description") return { ...body, sdp: relayedSdp(body.sdp) };
  // An empty line, the end of candidates, names nobody.
  if (body.kind === "restart" || body.candidate === "") return body;
  const candidate = relayedLine(body.candidate);
  return candidate === null ? null : { ...body, candidate };
}

function relayedSdp(sdp: string): string {
  return sdp
    .split(/\r\n|\n|\r/)
    .flatMap((line) => {
      if (/^a=candidate:/i.test(line)) return relayedLine(line) ?? [];
      // Addresses of the default candidate (RFC 8839 §4.2.1.2, RFC 3605); whoever does ICE reads the candidates.
      if (/^c=IN /i.test(line)) return "c=IN IP4 0.0.0.0";
      if (/^a=rtcp:\d+ /i.test(line)) return "a=rtcp:9 IN IP4 0.0.0.0";
      if (/^o=/.test(line)) return line.replace(/ IN IP[46] \S+\s*$/i, " IN IP4 0.0.0.0");
      return line;
    })
    .join("\r\n");
}

/** The line of a relay's candidate without the address it was made for (RFC 8839 §5.1); null for any other candidate. */
function relayedLine(line: string): string | null {
  if (!/ typ relay(?: |$)/i.test(line)) return null;
  return line.replace(/ raddr \S+/gi, " raddr 0.0.0.0").replace(/ rport \S+/gi, " rport 0");
}
