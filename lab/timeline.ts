/** What a record says of a fault: when it was noticed, how long the picture stood, what was lost. Pure. */

import type { PageRecord } from "./page-probe.ts";

/** A picture that stands for as long is broken, not merely late. */
export const BREAK_MS = 500;
/** On a machine that is busy pictures stand for longer, undisturbed: a break stands out from that. */
const BREAK_OVER_USUAL = 2;
/** Tiles that own up to a fault say one of these. */
export const TROUBLE: readonly string[] = ["unstable", "reconnecting", "failed"];

export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * Times without a frame that touch a span, in order. The first may begin before it and the last ends with it at the
 * latest, so a picture that never comes back is one that stands until then.
 */
export function gaps(frames: readonly number[], span: Span): readonly Span[] {
  const before = frames.findLast((atMs) => atMs <= span.fromMs) ?? span.fromMs;
  const within = frames.filter((atMs) => atMs > span.fromMs && atMs < span.untilMs);
  const ends = [...within, span.untilMs];
  return ends.map((untilMs, index) => ({ fromMs: ends[index - 1] ?? before, untilMs }));
}

/** The longest time without a frame in a span, milliseconds. */
export function longestGapMs(frames: readonly number[], span: Span): number {
  return Math.max(...gaps(frames, span).map(({ fromMs, untilMs }) => untilMs - fromMs));
}

/**
 * When the picture was back for good: the end of the last break in a span, measured by what was `usual`. Infinity if it
 * stands at the end of the span, null if it never broke.
 */
export function backAtMs(frames: readonly number[], span: Span, usual: Span): number | null {
  const breakMs = Math.max(BREAK_MS, longestGapMs(frames, usual) * BREAK_OVER_USUAL);
  const broken = gaps(frames, span).filter(({ fromMs, untilMs }) => untilMs - fromMs > breakMs);
  const last = broken.at(-1);
  if (last === undefined) return null;
  return last.untilMs === span.untilMs ? Number.POSITIVE_INFINITY : last.untilMs;
}

/** Frames that a span lacks, by the distance that frames of `usual` have (the median). */
export function lostFrames(frames: readonly number[], span: Span, usual: Span): number {
  const distances = gaps(frames, usual)
    .map(({ fromMs, untilMs }) => untilMs - fromMs)
    .sort((a, b) => a - b);
  const distanceMs = Math.max(1, distances[Math.floor(distances.length / 2)] ?? 1);
  return gaps(frames, span)
    .map(({ fromMs, untilMs }) => Math.round((untilMs - fromMs) / distanceMs) - 1)
    .reduce((sum, missing) => sum + Math.max(0, missing), 0);
}

/** Frames a second in a span. */
export function framesPerSecond(frames: readonly number[], { fromMs, untilMs }: Span): number {
  const within = frames.filter((atMs) => atMs >= fromMs && atMs < untilMs);
  return within.length / ((untilMs - fromMs) / 1_000);
}

/** Milliseconds from a moment until the tile of a participant owns up to trouble; Infinity if it never does. */
export function noticedAfterMs(record: PageRecord, participant: string, sinceMs: number): number {
  const links = record.tiles.filter(
    (said) => said.participant === participant && said.word === "link",
  );
  const before = links.findLast(({ atMs }) => atMs <= sinceMs);
  if (TROUBLE.includes(before?.value ?? "")) return 0;
  const first = links.find(({ atMs, value }) => atMs > sinceMs && TROUBLE.includes(value ?? ""));
  return first === undefined ? Number.POSITIVE_INFINITY : first.atMs - sinceMs;
}

/** Milliseconds from a moment until a participant has no tile any more; Infinity if the tile stays. */
export function goneAfterMs(record: PageRecord, participant: string, sinceMs: number): number {
  const before = record.people.findLast(({ atMs }) => atMs <= sinceMs);
  if (before !== undefined && !before.participants.includes(participant)) return 0;
  const first = record.people.find(
    ({ atMs, participants }) => atMs > sinceMs && !participants.includes(participant),
  );
  return first === undefined ? Number.POSITIVE_INFINITY : first.atMs - sinceMs;
}

/** Milliseconds from a moment until something new is said to everyone; Infinity if nothing is. */
export function saidAfterMs(record: PageRecord, sinceMs: number): number {
  const first = record.notices.find(({ atMs, text }) => atMs > sinceMs && text !== "");
  return first === undefined ? Number.POSITIVE_INFINITY : first.atMs - sinceMs;
}

/** Share of the sound of a span, 0 to 1, that was made up for what did not come; NaN where no sound was played. */
export function concealedRatio(record: PageRecord, { fromMs, untilMs }: Span): number {
  const first = record.sound.findLast(({ atMs }) => atMs <= fromMs) ?? record.sound.at(0);
  const last = record.sound.findLast(({ atMs }) => atMs <= untilMs);
  if (first === undefined || last === undefined) return Number.NaN;
  return (last.concealed - first.concealed) / (last.samples - first.samples);
}

/** How often, in a span, the tile of a participant began to say one of these words of its link. */
export function timesSaid(
  record: PageRecord,
  participant: string,
  words: readonly string[],
  span: Span,
): number {
  return saidAtMs(record, participant, words, span).length;
}

/**
 * How often, in a span, the tile of a participant owned up to trouble although the picture went on. Where the picture
 * stood as well nothing came, for whatever reason, and the tile told the truth.
 */
export function falseAlarms(record: PageRecord, participant: string, span: Span): number {
  const frames = record.frames[participant] ?? [];
  return saidAtMs(record, participant, TROUBLE, span).filter(
    (atMs) => longestGapMs(frames, { fromMs: atMs - BREAK_MS, untilMs: atMs }) < BREAK_MS,
  ).length;
}

function saidAtMs(
  record: PageRecord,
  participant: string,
  words: readonly string[],
  { fromMs, untilMs }: Span,
): readonly number[] {
  return record.tiles
    .filter(
      ({ atMs, participant: whose, word, value }) =>
        atMs > fromMs &&
        atMs <= untilMs &&
        whose === participant &&
        word === "link" &&
        value !== null &&
        words.includes(value),
    )
    .map(({ atMs }) => atMs);
}

/** The largest width that frames of a participant had at any time in a span; 0 where none was presented. */
export function widestPx(
  { frames, sizes }: PageRecord,
  participant: string,
  { fromMs, untilMs }: Span,
): number {
  const shown = frames[participant] ?? [];
  if (!shown.some((atMs) => atMs >= fromMs && atMs < untilMs)) return 0;
  const own = sizes.filter((size) => size.participant === participant && size.atMs < untilMs);
  const before = own.findLast(({ atMs }) => atMs <= fromMs);
  const within = own.filter(({ atMs }) => atMs > fromMs);
  return Math.max(before?.width ?? 0, ...within.map(({ width }) => width));
}

/** ICE restarts and new peer connections since a moment, as this end negotiated them. */
export function restartsSince(record: PageRecord, sinceMs: number): number {
  return record.connections.filter(({ atMs, event }) => atMs > sinceMs && event === "negotiated")
    .length;
}
