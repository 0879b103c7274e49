/** How loud this person wants each of the others, and what each shares. For this call, on this page. */

import { createStore, type Store } from "#call/store.ts";
import type { ParticipantId } from "#protocol/ids.ts";

/** What of somebody is heard. */
export type HeardSource = "microphone" | "screenSound";

/** Volumes from 0 to 1 of those who are not heard as they come; everybody else is. */
export type Volumes = ReadonlyMap<string, number>;

export const createVolumes = (): Store<Volumes> => createStore<Volumes>(new Map());

/** From 0 (silent) to 1 (as it comes). */
export function volumeOf(volumes: Volumes, id: ParticipantId, source: HeardSource): number {
  return volumes.get(keyOf(id, source)) ?? 1;
}

/** `volumes` with one of them changed; what is beyond the bounds is taken to them. */
export function withVolume(
  volumes: Volumes,
  { id, source, volume }: { id: ParticipantId; source: HeardSource; volume: number },
): Volumes {
  const bounded = Math.min(1, Math.max(0, volume));
  if (Number.isNaN(bounded) || bounded === volumeOf(volumes, id, source)) return volumes;
  const next = new Map(volumes);
  if (bounded === 1) next.delete(keyOf(id, source));
  else next.set(keyOf(id, source), bounded);
  return next;
}

const keyOf = (id: ParticipantId, source: HeardSource) => `${source} ${id}`;
