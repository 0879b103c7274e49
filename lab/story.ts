/** A record told in lines, in order of time: what to read when a figure surprises. Pure. */

import type { PageRecord } from "./page-probe.ts";

/** Shorter times between frames are not worth a line. */
const PAUSE_MS = 250;

/** What happened on a page since a moment; seconds count from it. `nameOf` says who a participant is. */
export function story(
  record: PageRecord,
  sinceMs: number,
  nameOf: (participant: string) => string,
): readonly string[] {
  const events = [
    ...record.tiles.map(({ atMs, participant, word, value }) => ({
      atMs,
      text: `the tile of ${nameOf(participant)} says ${word} ${value ?? "nothing"}`,
    })),
    ...record.people.map(({ atMs, participants }) => ({
      atMs,
      text: `tiles: ${participants.map(nameOf).join(", ")}`,
    })),
    ...record.notices.map(({ atMs, role, text }) => ({
      atMs,
      text: text === "" ? `${role}: taken back` : `${role}: ${text}`,
    })),
    ...record.connections.map(({ atMs, connection, event, ufrag }) => ({
      atMs,
      text: `peer connection ${connection} ${event === "negotiated" ? `negotiates as ${ufrag}` : event}`,
    })),
    ...Object.entries(record.frames).flatMap(([participant, frames]) =>
      frames.flatMap((atMs, index) => {
        const next = frames[index + 1];
        const whose = `picture of ${nameOf(participant)}`;
        if (next === undefined) return { atMs, text: `the latest ${whose}` };
        return next - atMs < PAUSE_MS
          ? []
          : { atMs, text: `the ${whose} stands for ${next - atMs} ms` };
      }),
    ),
  ];
  return events
    .filter(({ atMs }) => atMs >= sinceMs)
    .sort((a, b) => a.atMs - b.atMs)
    .map(({ atMs, text }) => `${((atMs - sinceMs) / 1_000).toFixed(2).padStart(7)} s  ${text}`);
}
