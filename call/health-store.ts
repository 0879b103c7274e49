/**
 * How the links do, beside the state of the call, so that figures redraw nothing but what shows them. The judgement is
 * loaded with the first figures: before a call nobody needs it, and joining must not wait for it.
 */

import type { ParticipantId } from "#protocol/ids.ts";
import type { HealthState, LinkRecorder, RoomHealth } from "./stats/room-health.ts";
import { createStore, type ReadableStore } from "./store.ts";

export type { HealthState } from "./stats/room-health.ts";

export interface Health extends ReadableStore<HealthState> {
  /**
   * What a new link to a peer tells its figures to; it goes on where the last link to the same peer ended. What is told
   * before the judgement has come is not kept.
   */
  link(peer: ParticipantId): LinkRecorder;
  /** Whether this computer is short of processor now. */
  computer(isBusy: boolean): void;
  /** The peer is gone. */
  forget(peer: ParticipantId): void;
  /** The call is over: nothing is known of anybody. */
  clear(): void;
}

/** Figures are not asked for in the first moments, in which a call has better things to load and to compute. */
const LOAD_AFTER_MS = 2_000;
/** Between two attempts to load: a network that is away would be asked with every sample. */
const LOAD_AGAIN_MS = 5_000;

const EMPTY: HealthState = { links: new Map(), blame: null };

/** Makes a store that knows nothing yet. Nothing runs by itself, so nobody has to stop it. */
export function createHealth(
  load: () => Promise<() => RoomHealth> = async () =>
    (await import("./stats/room-health.ts")).createRoomHealth,
): Health {
  const store = createStore(EMPTY);
  let room: RoomHealth | null = null;
  let firstAtMs: number | null = null;
  let loadedAtMs = Number.NEGATIVE_INFINITY;
  /** The latest link to each peer: what a closed one still has to say is of no interest. */
  const latest = new Map<ParticipantId, object>();

  const loadOnce = async (nowMs: number) => {
    firstAtMs ??= nowMs;
    if (nowMs - firstAtMs < LOAD_AFTER_MS) return;
    if (room !== null || nowMs - loadedAtMs < LOAD_AGAIN_MS) return;
    loadedAtMs = nowMs;
    try {
      const createRoom = await load();
      if (room !== null) return;
      const made = createRoom();
      room = made;
      made.subscribe(() => store.update(made.getSnapshot));
    } catch {
      // The call does without its figures; the next sample tries again.
    }
  };

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    link(peer) {
      const own = {};
      latest.set(peer, own);
      const recorder = () => (latest.get(peer) === own ? room?.link(peer) : undefined);
      return {
        sampled(sampled, nowMs) {
          void loadOnce(nowMs);
          recorder()?.sampled(sampled, nowMs);
        },
        silent: (nowMs, silentMs) => recorder()?.silent(nowMs, silentMs),
        lost: (nowMs, silentMs) => recorder()?.lost(nowMs, silentMs),
        restarted: (step) => recorder()?.restarted(step),
        healed: (nowMs, step) => recorder()?.healed(nowMs, step),
        received: (theirs, nowMs) => recorder()?.received(theirs, nowMs),
        report: (nowMs) => recorder()?.report(nowMs) ?? null,
      };
    },
    computer: (isBusy) => room?.computer(isBusy),
    forget(peer) {
      latest.delete(peer);
      room?.forget(peer);
    },
    clear() {
      latest.clear();
      room?.clear();
    },
  };
}
