/**
 * How long the sound is that one packet carries: pure. Every packet costs the page, the network process and the system
 * something, at both ends, and in a room of many there are hundreds a second; long ones cost the ears some hundredths of a second
 * of delay. So few people get short packets, and many get long ones.
 */

/** What Opus and browsers use where nothing is said (RFC 7587 §4.2). */
export const USUAL_PACKET_MS = 20;
/** The longest that is one frame of Opus. Six people on two cores had 12 pictures a second in place of 9 by it alone. */
const CROWD_PACKET_MS = 60;
/** From so many peers on a room is a crowd, and at so few it is none any more: nobody's coming and going shall count twice. */
const CROWD_FROM_PEERS = 4;
const CROWD_UNTIL_PEERS = 2;

/** Milliseconds of sound in a packet for a room of so many other people, where it was `beforeMs`. */
export function packetMsFor(peers: number, beforeMs: number): number {
  if (peers >= CROWD_FROM_PEERS) return CROWD_PACKET_MS;
  if (peers <= CROWD_UNTIL_PEERS) return USUAL_PACKET_MS;
  return beforeMs;
}
