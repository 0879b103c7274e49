/** One of the two edits ever made to a description; the other is in dtls-role.ts. */

/**
 * Asks the other end's Opus encoder for discontinuous transmission: silence then costs a few packets a second.
 * `usedtx` is a wish of the receiver (RFC 7587 §6.1), so it goes into the text that is *sent*; encodings have no
 * member for it. Everything else stays as it is, to the byte.
 */
export function withOpusDtx(sdp: string): string {
  const opus = new Set<string>();
  for (const [, payloadType] of sdp.matchAll(/^a=rtpmap:(\d+) opus\/48000/gim))
    if (payloadType) opus.add(payloadType);
  return sdp.replace(
    /^a=fmtp:(\d+) ([^\r\n]*)/gm,
    (line, payloadType: string, parameters: string) => {
      if (!opus.has(payloadType) || /(?:^|;)\s*usedtx=/.test(parameters)) return line;
      return `${line};usedtx=1`;
    },
  );
}
