/** Which STUN and TURN servers a participant is told of, and the credentials for the latter. */

import { createHmac, randomBytes } from "node:crypto";
import { isIP } from "node:net";
import type { ParticipantId } from "#protocol/ids.ts";
import type { IceConfiguration, IceServer } from "#protocol/room.ts";

/**
 * The STUN server of a public Rondo that has none of its own: Cloudflare's, because it is offered to the public
 * without an account and answers from a place near to everyone. Whoever runs it sees the addresses of people in calls,
 * and nothing else of them; hence it is never used silently.
 */
export const PUBLIC_STUN_URL = "stun:stun.cloudflare.com:3478";

/** Credentials that leak (a shared screen, a browser extension) are of no use for longer than this. */
const MAX_TTL_MS = 60 * 60 * 1000;

/**
 * The clocks of Rondo and of the relay may differ by this much: the end that is told lies before the true one, so that
 * nobody starts an ICE restart with credentials the relay already refuses. A short TTL keeps most of its time.
 */
const CLOCK_MARGIN_MS = 5 * 60 * 1000;
const LARGEST_MARGIN_RATIO = 0.25;

/** A check of the connection is over by then; whoever wants the relay for longer has to join. */
const CHECK_TTL_MS = 2 * 60 * 1000;

export interface IceServers {
  /**
   * The configuration for one joined participant; ask again before `validForMs` has passed. Nobody else may get it:
   * who has it can use the relay.
   */
  forParticipant(participant: ParticipantId): IceConfiguration;
  /**
   * The configuration for a check of the connection, for anybody, and therefore short-lived. All checks of one `caller`
   * (what a limit by address counts) are one user to the relay: together they hold no more allocations than a
   * participant, and none of a participant's.
   */
  forCheck(caller: string): IceConfiguration;
}

/**
 * Makes time-limited TURN credentials after draft-uberti-behave-turn-rest-00 §2.2, as coturn's `use-auth-secret`
 * checks them. Every URL is in every answer, so that a browser tries TCP and TLS while UDP still seems to work.
 *
 * The part of the username after the colon is what coturn counts a user's allocations by: it stays the same for one
 * participant while this process lives, and tells nobody who that is. Throws a RangeError where `ttlMs` is not
 * above zero and at most an hour, and an Error where there are TURN URLs without a secret.
 */
export function createIceServers(options: {
  readonly stunUrls: readonly string[];
  readonly turnUrls: readonly string[];
  /** Shared with the relay; null only where there is none. */
  readonly turnSecret: string | null;
  readonly ttlMs: number;
  readonly nowMs: () => number;
}): IceServers {
  const { stunUrls, turnUrls, turnSecret, ttlMs, nowMs } = options;
  if (!(ttlMs >= 1000 && ttlMs <= MAX_TTL_MS)) {
    throw new RangeError(`TURN credentials last between a second and an hour, not ${ttlMs} ms.`);
  }
  if (turnUrls.length > 0 && !turnSecret) {
    throw new Error("TURN URLs need the secret that the TURN server has (TURN_SECRET).");
  }
  const pseudonymKey = randomBytes(32);
  const stun: readonly IceServer[] = stunUrls.length === 0 ? [] : [{ urls: [...stunUrls] }];
  if (turnUrls.length === 0 || !turnSecret) {
    const withoutTurn = (): IceConfiguration => ({ servers: stun, validForMs: null });
    return { forParticipant: withoutTurn, forCheck: withoutTurn };
  }

  /** `name` is what coturn counts by. */
  const issue = (name: string, lifeMs: number): IceConfiguration => {
    const issuedMs = nowMs();
    const endSeconds = Math.floor((issuedMs + lifeMs) / 1000);
    const username = `${endSeconds}:${name}`;
    const turn: IceServer = {
      urls: [...turnUrls],
      username,
      credential: turnCredential(turnSecret, username),
    };
    const marginMs = Math.min(CLOCK_MARGIN_MS, lifeMs * LARGEST_MARGIN_RATIO);
    return {
      servers: [...stun, turn],
      validForMs: Math.max(0, endSeconds * 1000 - issuedMs - marginMs),
    };
  };
  const pseudonym = (subject: string): string =>
    createHmac("sha256", pseudonymKey).update(subject).digest("base64url").slice(0, 22);

  return {
    forParticipant: (participant) => issue(pseudonym(participant), ttlMs),
    // The prefix makes it longer than any participant's name, and tells checks from calls in the relay's own lists.
    forCheck: (caller) =>
      issue(`check-${pseudonym(`check ${caller}`)}`, Math.min(ttlMs, CHECK_TTL_MS)),
  };
}

/** The password that goes with a TURN REST username. */
export function turnCredential(secret: string, username: string): string {
  return createHmac("sha1", secret).update(username).digest("base64");
}

/**
 * The STUN servers to use. Those that are configured, if any. A Rondo that people reach from the internet and that has
 * no STUN or TURN of its own gets the public one, since without any most of them could not connect; `publicStun` then
 * says so, for the start and the admin page. On localhost and in a LAN people reach each other without, and nobody
 * outside learns of their calls.
 */
export function chooseStun(options: {
  readonly stunUrls: readonly string[];
  readonly turnUrls: readonly string[];
  /** Where people reach Rondo; null where that is not configured, which means on this machine or in its LAN. */
  readonly publicUrl: string | null;
}): { readonly stunUrls: readonly string[]; readonly publicStun: boolean } {
  const { stunUrls, turnUrls, publicUrl } = options;
  // A TURN server answers STUN too, and browsers ask it (RFC 8656 §2).
  const needed =
    stunUrls.length === 0 &&
    turnUrls.length === 0 &&
    publicUrl !== null &&
    !isLocalHost(new URL(publicUrl).hostname);
  return needed
    ? { stunUrls: [PUBLIC_STUN_URL], publicStun: true }
    : { stunUrls, publicStun: false };
}

/** Names and addresses that lead nowhere but to this machine or its own network. */
function isLocalHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  if (isIP(host) === 4) {
    const [a = 0, b = 0] = host.split(".").map(Number);
    return (
      a === 127 ||
      a === 10 ||
      (a === 172 && b >= 16 && b <= 31) ||
      (a === 192 && b === 168) ||
      (a === 169 && b === 254)
    );
  }
  // URL hostnames are in the shortest form, so ::1 and unique or link-local prefixes cannot hide behind zeros.
  if (isIP(host) === 6) return host === "::1" || /^(f[cd]|fe[89ab])/.test(host);
  // A name without a dot is known to its own network alone; the suffixes are reserved for such use (RFC 6761, 6762, 8375).
  return !host.includes(".") || /\.(localhost|local|internal|home\.arpa|lan)$/.test(host);
}
