/** What became of a meeting through a fault, for everyone in it. */

import type { Outcome } from "./figures.ts";
import { type Meeting, type Person, views } from "./laboratory.ts";
import type { PageRecord } from "./page-probe.ts";
import {
  BREAK_MS,
  backAtMs,
  concealedRatio,
  longestGapMs,
  lostFrames,
  noticedAfterMs,
  type Span,
} from "./timeline.ts";

/** Sound has come back when less than this share of the last moments is made up. */
const SOUND_IS_BACK = 0.5;
/** With the time between two samples of sound less than a meeting is watched for when it flows again. */
const LAST_MOMENTS_MS = 1_000;
/** What is usual is looked for in the time before the fault. */
const USUAL_MS = 4_000;

export interface Break {
  readonly faultAtMs: number;
  /** When media could flow again: the moment of the fault itself where another path was there all along. */
  readonly worksAtMs: number;
  /** When the laboratory stopped looking. */
  readonly untilMs: number;
}

export type Records = ReadonlyMap<Person, PageRecord>;

export async function recordsOf({ people }: Meeting): Promise<Records> {
  return new Map(
    await Promise.all(people.map(async (person) => [person, await person.record()] as const)),
  );
}

/** The worst of a value over everyone's view of everyone else. */
export function worstView(
  meeting: Meeting,
  records: Records,
  value: (record: PageRecord, shown: Person) => number,
): number {
  return Math.max(
    ...views(meeting.people).map(([viewer, shown]) => value(recordOf(records, viewer), shown)),
  );
}

export function recordOf(records: Records, person: Person): PageRecord {
  const record = records.get(person);
  if (record === undefined) throw new Error(`nothing is recorded of ${person.name}`);
  return record;
}

/** Reads what everyone recorded and says how the fault was for whoever had it worst. */
export async function outcomeOf(meeting: Meeting, fault: Break): Promise<Outcome> {
  const records = await recordsOf(meeting);
  return { figures: breakFigures(meeting, records, fault), broken: brokenAfter(meeting, records) };
}

export function breakFigures(
  meeting: Meeting,
  records: Records,
  { faultAtMs, worksAtMs, untilMs }: Break,
): Outcome["figures"] {
  const span: Span = { fromMs: faultAtMs, untilMs };
  const usual: Span = { fromMs: faultAtMs - USUAL_MS, untilMs: faultAtMs };
  const worst = (value: (record: PageRecord, shown: Person) => number) =>
    worstView(meeting, records, value);
  const framesOf = (record: PageRecord, shown: Person) => record.frames[shown.id] ?? [];
  return {
    noticedMs: worst((record, shown) => noticedAfterMs(record, shown.id, faultAtMs)),
    backMs: worst((record, shown) => {
      const backMs = backAtMs(framesOf(record, shown), span, usual) ?? worksAtMs;
      return Math.max(0, backMs - worksAtMs);
    }),
    freezeMs: worst((record, shown) => longestGapMs(framesOf(record, shown), span)),
    lostFrames: worst((record, shown) => lostFrames(framesOf(record, shown), span, usual)),
    concealedRatio: worst((record) => concealedRatio(record, span)),
  };
}

/** What no fault may do: take a seat away, add one, change the order of tiles, or leave somebody unheard. */
export function brokenAfter(
  meeting: Meeting,
  records: Records,
  { silent = [] }: { readonly silent?: readonly Person[] } = {},
): readonly string[] {
  const broken: string[] = [];
  for (const viewer of meeting.people) {
    const { people, sound } = recordOf(records, viewer);
    const before = people.findLast(({ atMs }) => atMs <= meeting.settledAtMs)?.participants ?? [];
    const later = people.filter(({ atMs }) => atMs > meeting.settledAtMs);
    const after = later.at(-1)?.participants ?? before;
    if (after.join() !== before.join()) broken.push(`the tiles of ${viewer.name} are not the same`);
    if (later.some(({ participants }) => participants.length > before.length))
      broken.push(`${viewer.name} saw somebody twice`);
    const lastMs = sound.at(-1)?.atMs ?? 0;
    const last = { fromMs: lastMs - LAST_MOMENTS_MS, untilMs: lastMs };
    const speakers = meeting.people.filter((one) => one !== viewer && !silent.includes(one));
    const made = concealedRatio(recordOf(records, viewer), last);
    if (speakers.length > 0 && !(made < SOUND_IS_BACK))
      broken.push(`${viewer.name} hears nothing afterwards`);
  }
  return broken;
}

/** Whose picture stands at whom, at the end of what is recorded. Says nothing of pictures that nobody sends. */
export function frozenAfter(meeting: Meeting, records: Records, atMs: number): readonly string[] {
  return views(meeting.people).flatMap(([viewer, shown]) => {
    const latestMs = recordOf(records, viewer).frames[shown.id]?.at(-1) ?? 0;
    return atMs - latestMs < BREAK_MS ? [] : [`${viewer.name} does not see ${shown.name} move`];
  });
}

/** What every tile says of its route. */
export async function routesOf({ people }: Meeting): Promise<readonly (string | null)[]> {
  return await Promise.all(
    views(people).map(([viewer, shown]) =>
      viewer.page.evaluate(
        (id) =>
          document.querySelector(`[data-participant="${id}"]`)?.getAttribute("data-route") ?? null,
        shown.id,
      ),
    ),
  );
}
