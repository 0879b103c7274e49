/** One of the two edits ever made to a description; the other is in dtls-role.ts. */

import { USUAL_PACKET_MS } from "./packet-length.ts";

/**
 * Says how the other end's Opus encoder is to send: with discontinuous transmission, by which silence costs a few packets
 * a second (`usedtx`, RFC 7587 §6.1), and with `packetMs` milliseconds of sound in a packet (`ptime`, RFC 8866 §6.4), if
 * that is not what encoders do anyway. Both are wishes of the receiver, so they go into the text that is *sent*; encodings
 * have no members for them. Everything else stays as it is, to the byte.
 */
export function withOpusWishes(
  sdp: string,
  { packetMs = USUAL_PACKET_MS }: { readonly packetMs?: number } = {},
): string {
  const opus = new Set<string>();
  for (const [, payloadType] of sdp.matchAll(/^a=rtpmap:(\d+) opus\/48000/gim))
    if (payloadType) opus.add(payloadType);
  const hasPtime = /^a=ptime:/m.test(sdp);
  const ptime = hasPtime || packetMs === USUAL_PACKET_MS ? "" : `\r\na=ptime:${packetMs}`;
  return sdp.replace(
    /^a=fmtp:(\d+) ([^\r\n]*)/gm,
    (line, payloadType: string, parameters: string) => {
      if (!opus.has(payloadType)) return line;
      const asksForDtx = /(?:^|;)\s*usedtx=/.test(parameters);
      return `${line}${asksForDtx ? "" : ";usedtx=1"}${ptime}`;
    },
  );
}
