/** Which links to open and which to close: pure, so that a join, a leave and a reconnect are one path. */

import type { ParticipantId, SessionId } from "#protocol/ids.ts";
import type { ParticipantState } from "#protocol/room.ts";

export interface LinkAddress {
  readonly id: ParticipantId;
  readonly session: SessionId;
}

/**
 * Compares who is in the room with the links that are open. A participant who is away keeps its link, whatever session
 * the server knows it by: a lost socket is not lost media, and a restarted server has forgotten the session. Nobody
 * answers there, so none is opened either. A changed session of one who is present is another engine at the other end:
 * its link is closed and a new one opened.
 */
export function reconcile(
  wanted: readonly ParticipantState[],
  open: readonly LinkAddress[],
): { readonly open: readonly ParticipantState[]; readonly close: readonly LinkAddress[] } {
  const participants = new Map(wanted.map((participant) => [participant.id, participant]));
  const openSessions = new Map(open.map(({ id, session }) => [id, session]));
  return {
    open: wanted.filter(
      ({ id, session, seat }) => seat === "present" && openSessions.get(id) !== session,
    ),
    close: open.filter(({ id, session }) => {
      const participant = participants.get(id);
      if (participant === undefined) return true;
      return participant.seat === "present" && participant.session !== session;
    }),
  };
}

/**
 * Whether `self` makes the first offer to `peer`: of two sessions the later one, which by then knows the other. Both
 * ends decide alike, so first offers never collide (a transceiver made by addTransceiver is not reused by a remote
 * offer, RFC 8829 §5.10; a collision would leave each source twice).
 */
export function leadsLink(
  self: Pick<ParticipantState, "session" | "sessionSinceMs">,
  peer: Pick<ParticipantState, "session" | "sessionSinceMs">,
): boolean {
  if (self.sessionSinceMs !== peer.sessionSinceMs) return self.sessionSinceMs > peer.sessionSinceMs;
  return self.session > peer.session;
}

/** Which end yields when later offers collide (webrtc-pc §10.7). Opposite at the two ends, and nothing else matters. */
export function isPolite(self: ParticipantId, peer: ParticipantId): boolean {
  return self < peer;
}
