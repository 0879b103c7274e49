/** Turns a burst of comings and goings into few sentences. Pure. */

import type { Announcement } from "#call/call-state.ts";
import { fewNames } from "./few-names.ts";

/** One sentence to say; `others` counts the people beyond those named. */
export interface AnnouncementBatch {
  /** Id of the newest announcement in it: unique, growing. */
  readonly id: number;
  readonly kind: Announcement["kind"];
  readonly names: readonly string[];
  readonly others: number;
}

/**
 * Groups announcements newer than `afterId` by kind. Somebody who came and went within one batch is not spoken of:
 * nobody could have met them.
 */
export function batchAnnouncements(
  announcements: readonly Announcement[],
  afterId: number,
): readonly AnnouncementBatch[] {
  const fresh = withoutPassersBy(announcements.filter(({ id }) => id > afterId));
  return (["joined", "left"] as const).flatMap((kind) => {
    const ofKind = fresh.filter((announcement) => announcement.kind === kind);
    const newest = ofKind.at(-1);
    if (newest === undefined) return [];
    return [{ id: newest.id, kind, ...fewNames(ofKind.map(({ name }) => name)) }];
  });
}

function withoutPassersBy(fresh: readonly Announcement[]): readonly Announcement[] {
  const kept: Announcement[] = [];
  for (const announcement of fresh) {
    const earlier =
      announcement.kind === "left"
        ? kept.findIndex(({ kind, name }) => kind === "joined" && name === announcement.name)
        : -1;
    if (earlier === -1) kept.push(announcement);
    else kept.splice(earlier, 1);
  }
  return kept;
}
