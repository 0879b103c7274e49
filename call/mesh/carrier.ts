/**
 * Signals of a pair that hears neither the server nor each other, through a third participant who hears both. The third
 * is trusted with nothing: what it carries is signed by its author's session, whose key the server told everyone. It
 * passes on what came from the author itself, so nothing goes over two thirds.
 */

import type { ParticipantId, SessionId, SessionKey } from "#protocol/ids.ts";
import { Carried, type PeerMessage } from "#protocol/link.ts";
import type { ParticipantState } from "#protocol/room.ts";
import type { RoomCode } from "#protocol/room-code.ts";
import type { SignalBody } from "#protocol/signal.ts";
import type { SessionSigner } from "../session-key.ts";
import { type Verify, verifierOf } from "../session-verifier.ts";
import type { SelfAddress } from "../topology.ts";
import {
  type Allowance,
  carriedBytes,
  costOf,
  createAllowance,
  createReplayWindow,
  type ReplayWindow,
} from "./carried.ts";
import type { LinkAddress } from "./reconcile.ts";

/** Two links and a look at a signature take less, over any path on which one can talk. */
const ANSWER_WITHIN_MS = 1_000;
/** Sessions whose messages are remembered: more than come and go while a server is away. */
const WINDOWS_MAX = 64;

/** What is asked of a link. */
export interface CarrierLink {
  readonly peer: LinkAddress;
  /** Whether packets come both ways. */
  isOpen(): boolean;
  tell(message: PeerMessage): boolean;
  /** A signal that its peer signed, however it came. */
  receiveCarried(generation: number, body: SignalBody): void;
  /** Sends again what the peer has not visibly used. */
  repeat(): void;
}

export interface CarrierOptions {
  readonly self: SelfAddress;
  readonly code: RoomCode;
  /** Null where this browser signs nothing: then nothing of this end is carried. */
  readonly signer: SessionSigner | null;
  /** Replaced in tests. */
  readonly verifierOf?: (key: SessionKey) => Verify;
  readonly links: () => ReadonlyMap<ParticipantId, CarrierLink>;
  /** Whether the server is known to be out of reach; a mere doubt about it is over in a moment. */
  readonly isServerAway: () => boolean;
  readonly nowMs: () => number;
}

/** Does nothing by itself: its owner calls `tick`, and nothing has to be ended. */
export interface Carrier {
  /** What the server says of the others. */
  learn(others: readonly ParticipantState[]): void;
  /** Whether somebody may carry something to this peer now, who could tell whose it is. */
  canReach(peer: LinkAddress): boolean;
  /** Has a third carry it; false where there is none. Whether it arrives, only an answer tells. */
  send(peer: LinkAddress, generation: number, body: SignalBody): Promise<boolean>;
  /** `bearer`, the other end of a link, brought this: to be passed on, or meant for this end. */
  receive(bearer: LinkAddress, message: Carried): void;
  /** Tries other thirds where no answer came. */
  tick(nowMs: number): void;
}

/** By what a session's word is known. */
interface KnownKey {
  readonly session: SessionId;
  readonly key: SessionKey;
  readonly verify: Verify;
}

/** Over whom a peer is reached. */
interface Route {
  third: ParticipantId;
  /** Thirds that brought no answer to the offer that waits for one. */
  readonly failed: Set<ParticipantId>;
  /** When the offer that waits for its answer was sent; null while none does. */
  askedMs: number | null;
}

export function createCarrier(options: CarrierOptions): Carrier {
  const { self, code, signer, nowMs, verifierOf: makeVerifier = verifierOf } = options;
  const keys = new Map<ParticipantId, KnownKey>();
  const routes = new Map<ParticipantId, Route>();
  /** What authors said, by author and session: to this end, and past it. */
  const taken = new Map<string, ReplayWindow>();
  const passed = new Map<string, ReplayWindow>();
  /** What each of the others has carried to, or from, this end. */
  const borne = new Map<ParticipantId, Allowance>();
  const authored = new Map<ParticipantId, Allowance>();
  let sequence = 0;
  let signing: Promise<unknown> = Promise.resolve();
  let verifying: Promise<unknown> = Promise.resolve();

  const keyOf = ({ id, session }: LinkAddress) => {
    const known = keys.get(id);
    return known?.session === session ? known : null;
  };

  const thirdsFor = (peer: LinkAddress): readonly ParticipantId[] =>
    [...options.links()].flatMap(([id, link]) => (id !== peer.id && link.isOpen() ? [id] : []));

  /** The third that served last, as long as it is there; then one that has not failed; then all over again. */
  const routeTo = (peer: LinkAddress): Route | null => {
    const thirds = thirdsFor(peer);
    const route = routes.get(peer.id);
    if (route !== undefined && thirds.includes(route.third) && !route.failed.has(route.third))
      return route;
    const failed = route?.failed ?? new Set();
    const third = thirds.find((id) => !failed.has(id)) ?? thirds[0];
    if (third === undefined) return null;
    if (failed.has(third)) failed.clear();
    const next: Route = { third, failed, askedMs: route?.askedMs ?? null };
    routes.set(peer.id, next);
    return next;
  };

  const canReach = (peer: LinkAddress) =>
    signer !== null && options.isServerAway() && keyOf(peer) !== null && thirdsFor(peer).length > 0;

  const pass = (author: LinkAddress, message: Carried) => {
    const to = options.links().get(message.to);
    // Of the author's own session, from itself: what it was brought by somebody else goes no further.
    if (message.from !== author.id || message.fromSession !== author.session) return;
    if (to === undefined || to.peer.session !== message.toSession || !to.isOpen()) return;
    if (!windowOf(passed, message).isFresh(message.sequence)) return;
    if (!allowanceOf(authored, author.id).take(costOf(message), nowMs())) return;
    if (to.tell(message)) windowOf(passed, message).take(message.sequence);
  };

  /** Takes what was found to be its author's. */
  const open = (bearer: LinkAddress, message: Carried) => {
    const { from, fromSession, generation, body, sequence } = message;
    // The room may have changed while the signature was looked at.
    const link = options.links().get(from);
    if (link?.peer.session !== fromSession || !windowOf(taken, message).take(sequence)) return;
    // This way it came, so this way the answer goes.
    routes.set(from, { third: bearer.id, failed: new Set(), askedMs: null });
    link.receiveCarried(generation, body);
  };

  const allowanceOf = (of: Map<ParticipantId, Allowance>, id: ParticipantId) => {
    const known = of.get(id) ?? createAllowance(nowMs());
    of.set(id, known);
    return known;
  };

  return {
    learn(others) {
      const present = new Set(others.map(({ id }) => id));
      for (const known of [keys, routes, borne, authored])
        for (const id of known.keys()) if (!present.has(id)) known.delete(id);
      for (const { id, session, sessionKey, seat } of others) {
        if (sessionKey !== undefined) {
          const known = keys.get(id);
          const verify = known?.key === sessionKey ? known.verify : makeVerifier(sessionKey);
          keys.set(id, { session, key: sessionKey, verify });
        }
        // A restarted server has forgotten the sessions of those who are not back yet; their links go on.
        else if (seat === "present") keys.delete(id);
      }
    },

    canReach,

    async send(peer, generation, body) {
      if (signer === null || !canReach(peer)) return false;
      sequence += 1;
      const signal = {
        from: self.id,
        fromSession: self.session,
        to: peer.id,
        toSession: peer.session,
        generation,
        body,
        sequence,
      };
      // All at once, but they leave in the order in which they were said.
      const signed = signer.sign(carriedBytes(code, signal)).catch(() => null);
      const before = signing;
      signing = Promise.all([before, signed]);
      await before;
      const message = Carried.safeParse({ kind: "carried", ...signal, signature: await signed });
      const route = routeTo(peer);
      // Not signed after all, or too long: it waits for the server.
      if (!message.success || route === null) return false;
      if (options.links().get(route.third)?.tell(message.data) !== true) return false;
      if (isAnswered(body)) route.askedMs ??= nowMs();
      return true;
    },

    receive(bearer, message) {
      if (message.to !== self.id) {
        pass(bearer, message);
        return;
      }
      if (message.toSession !== self.session || message.from === bearer.id) return;
      // A signature costs more to look at than a message to send.
      if (!allowanceOf(borne, bearer.id).take(costOf(message), nowMs())) return;
      const author = { id: message.from, session: message.fromSession };
      const known = keyOf(author);
      if (known === null || !windowOf(taken, message).isFresh(message.sequence)) return;
      const verified = known.verify(carriedBytes(code, message), message.signature);
      verifying = Promise.all([verified, verifying])
        .then(([isTrue]) => {
          if (isTrue) open(bearer, message);
        })
        .catch((error) => console.warn("link: a step failed", error));
    },

    tick(atMs) {
      for (const [id, route] of routes) {
        if (route.askedMs === null || atMs - route.askedMs < ANSWER_WITHIN_MS) continue;
        route.askedMs = null;
        const link = options.links().get(id);
        if (link === undefined || link.isOpen()) continue;
        route.failed.add(route.third);
        // After one round the next step of mending asks them all again.
        if (canReach(link.peer) && thirdsFor(link.peer).some((third) => !route.failed.has(third)))
          link.repeat();
      }
    },
  };
}

/** Whether the addressee has something to say to it. */
function isAnswered(body: SignalBody): boolean {
  return body.kind === "restart" || (body.kind === "description" && body.type === "offer");
}

function windowOf(
  windows: Map<string, ReplayWindow>,
  { from, fromSession }: Carried,
): ReplayWindow {
  const name = `${from} ${fromSession}`;
  const known = windows.get(name) ?? createReplayWindow();
  // Latest last, also of those who left: who comes back with the same session goes on counting.
  windows.delete(name);
  windows.set(name, known);
  const [oldest] = windows.keys();
  if (windows.size > WINDOWS_MAX && oldest !== undefined) windows.delete(oldest);
  return known;
}
