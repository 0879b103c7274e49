/** The health of all links of this end, what the others tell of theirs, and who is the problem. */

import type { ParticipantId } from "#protocol/ids.ts";
import { createStore, type ReadableStore } from "../store.ts";
import { THRESHOLDS } from "../thresholds.ts";
import { blameOf, NOBODY_BLAMED, type Reception, settleBlame } from "./blame.ts";
import type { Blame } from "./blamed.ts";
import {
  createLinkHealth,
  type LinkHealth,
  type LinkHealthRecord,
  type ReceivedReport,
} from "./link-health.ts";
import type { Quality } from "./qualities.ts";

/** What a peer is told: how it is received, and how the others are, so that it can tell whose network is bad. */
export interface HealthReport extends ReceivedReport {
  readonly others: { readonly peer: ParticipantId; readonly quality: Quality }[];
}

/** What is shown of all links. Immutable; a new object after each change. */
export interface HealthState {
  readonly links: ReadonlyMap<ParticipantId, LinkHealth>;
  readonly blame: Blame | null;
}

export const NO_HEALTH: HealthState = { links: new Map(), blame: null };

/** What a link calls; every time is of one clock that never goes back. */
export interface LinkRecorder
  extends Pick<LinkHealthRecord, "sampled" | "silent" | "lost" | "restarted" | "healed"> {
  /** The peer told something: of this link, and of its links to others. */
  received(theirs: HealthReport, nowMs: number): void;
  /** What to tell the peer now; null when there is no news. */
  report(nowMs: number): HealthReport | null;
}

export interface RoomHealth extends ReadableStore<HealthState> {
  /** The recorder of the link to one peer; the same one over all its connections, until it is forgotten. */
  link(peer: ParticipantId): LinkRecorder;
  /** Whether this computer is short of processor now; counts from the next figures on. */
  computer(isBusy: boolean): void;
  /** The peer is gone. */
  forget(peer: ParticipantId): void;
  clear(): void;
}

/** Changes are told at once, but not more often than this. */
const NEWS_EVERY_MS = 1_000;

interface Entry {
  readonly health: LinkHealthRecord;
  readonly recorder: LinkRecorder;
}

export function createRoomHealth(): RoomHealth {
  const store = createStore<HealthState>(NO_HEALTH);
  const entries = new Map<ParticipantId, Entry>();
  /** How peers receive each other, as the receiver says. */
  const told = new Map<
    ParticipantId,
    { readonly others: HealthReport["others"]; readonly atMs: number }
  >();
  let blamed = NOBODY_BLAMED;
  let isComputerBusy = false;

  const refresh = (nowMs: number) => {
    const links = new Map<ParticipantId, LinkHealth>();
    for (const [id, { health }] of entries) links.set(id, health.snapshot());
    blamed = settleBlame(blamed, blameOf(receptions(nowMs), { isComputerBusy }), nowMs);
    const { blame } = blamed;
    store.update((before) =>
      before.blame === blame && isSame(before.links, links) ? before : { links, blame },
    );
  };

  const receptions = (nowMs: number): readonly Reception[] => {
    const all: Reception[] = [];
    for (const [id, { health }] of entries) {
      const { receives, received } = health.snapshot();
      if (receives !== null) all.push({ from: id, to: "self", quality: receives });
      if (received !== null) all.push({ from: "self", to: id, quality: received });
      const theirs = told.get(id);
      if (theirs === undefined || nowMs - theirs.atMs >= THRESHOLDS.toldForMs) continue;
      // Of whom this end knows nothing it has nothing to say, whatever a peer tells.
      for (const { peer, quality } of theirs.others)
        if (peer !== id && entries.has(peer)) all.push({ from: peer, to: id, quality });
    }
    return all;
  };

  const recorderOf = (peer: ParticipantId, health: LinkHealthRecord): LinkRecorder => {
    let last = { news: "", atMs: Number.NEGATIVE_INFINITY };
    return {
      sampled(sampled, nowMs) {
        health.sampled(sampled, nowMs);
        refresh(nowMs);
      },
      silent(nowMs, silentMs) {
        health.silent(nowMs, silentMs);
        refresh(nowMs);
      },
      lost(nowMs, silentMs) {
        health.lost(nowMs, silentMs);
        refresh(nowMs);
      },
      // Shown with the next sample.
      restarted: health.restarted,
      healed(nowMs, step) {
        health.healed(nowMs, step);
        refresh(nowMs);
      },
      received(theirs, nowMs) {
        health.received(theirs, nowMs);
        told.set(peer, { others: theirs.others, atMs: nowMs });
        refresh(nowMs);
      },
      report(nowMs) {
        const own = health.report();
        if (own === null) return null;
        const others = [...entries].flatMap(([id, entry]) => {
          const quality = entry.health.snapshot().receives;
          return id === peer || quality === null ? [] : [{ peer: id, quality }];
        });
        const news = [own, ...others].map(({ quality }) => quality).join();
        const dueMs = news === last.news ? THRESHOLDS.toldEveryMs : NEWS_EVERY_MS;
        if (nowMs - last.atMs < dueMs) return null;
        last = { news, atMs: nowMs };
        return { ...own, others };
      },
    };
  };

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,

    link(peer) {
      const known = entries.get(peer);
      if (known !== undefined) return known.recorder;
      const health = createLinkHealth();
      const recorder = recorderOf(peer, health);
      entries.set(peer, { health, recorder });
      return recorder;
    },

    computer(isBusy) {
      isComputerBusy = isBusy;
    },

    forget(peer) {
      entries.delete(peer);
      told.delete(peer);
      const isBlamed = [blamed.blame, blamed.seen].some(
        (blame) => blame !== null && "id" in blame && blame.id === peer,
      );
      if (isBlamed) blamed = NOBODY_BLAMED;
      store.update((before) => {
        if (!before.links.has(peer)) return before;
        const links = new Map(before.links);
        links.delete(peer);
        return { links, blame: blamed.blame };
      });
    },

    clear() {
      entries.clear();
      told.clear();
      blamed = NOBODY_BLAMED;
      store.update((before) => (before === NO_HEALTH ? before : NO_HEALTH));
    },
  };
}

function isSame(
  before: ReadonlyMap<ParticipantId, LinkHealth>,
  now: ReadonlyMap<ParticipantId, LinkHealth>,
): boolean {
  return before.size === now.size && [...now].every(([id, health]) => before.get(id) === health);
}
