/**
 * Who opens the DTLS association is settled by the first answer and stays so. An offer may leave it open again (RFC 8842
 * §5.2 has browsers offer `actpass`), but Firefox then answers `active` even where it has been the passive end, and
 * Chromium refuses that answer. So later offers say the role that is held, as §5.5 allows.
 */

type Agreed = Pick<RTCSessionDescription, "type" | "sdp"> | null;

/** A description to send: an offer after an agreement names the role of this end, everything else is left as it is. */
export function withRoleKept(
  description: { readonly type: RTCSdpType; readonly sdp: string },
  agreed: { readonly local: Agreed; readonly remote: Agreed },
): string {
  const role = roleOf(agreed);
  if (description.type !== "offer" || role === null) return description.sdp;
  return description.sdp.replaceAll("a=setup:actpass", `a=setup:${role}`);
}

/** The answer of the last agreement tells, whichever end gave it. */
function roleOf({ local, remote }: { local: Agreed; remote: Agreed }): "active" | "passive" | null {
  if (local?.type === "answer") return setupIn(local.sdp);
  if (remote?.type !== "answer") return null;
  const theirs = setupIn(remote.sdp);
  return theirs === null ? null : theirs === "active" ? "passive" : "active";
}

function setupIn(sdp: string): "active" | "passive" | null {
  const word = /^a=setup:(active|passive)\s*$/m.exec(sdp)?.[1];
  return word === "active" || word === "passive" ? word : null;
}
