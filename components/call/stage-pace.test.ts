import { describe, expect, it } from "vitest";
import { participantId } from "#call/people-for-tests.ts";
import {
  arrangeStage,
  type LayoutChoice,
  leadingTile,
  personKey,
  type Scene,
  screenKey,
  type TileKey,
} from "./stage-arrangement.ts";
import { beginStage, followStage, type Happenings, STAGE_HOLD_MS } from "./stage-pace.ts";

const [ben, cem, dee] = [participantId("ben"), participantId("cem"), participantId("dee")] as const;

const quiet: Happenings = { sharing: [], speaker: null, spotlight: null };

type Person = Pick<Scene, "pins" | "peers"> & { choice: LayoutChoice };
const person: Person = { pins: [], peers: [ben, cem, dee], choice: "auto" };

const largeOn =
  ({ choice, ...scene }: Person) =>
  (happenings: Happenings): readonly TileKey[] =>
    arrangeStage({
      ...scene,
      ...happenings,
      choice,
      self: null,
      stripShown: true,
      isCompact: false,
    }).featured;

interface Step {
  readonly atMs: number;
  readonly goesOn?: Partial<Happenings>;
  readonly chosen?: Partial<Person>;
  readonly movedSpotlight?: boolean;
}

/** What is large after each step; what goes on and what was chosen stays so until a later step, the first choice from before. */
function watch(steps: readonly Step[], largeOf: typeof largeOn = largeOn) {
  let now = quiet;
  let chosen: Person = { ...person, ...steps[0]?.chosen };
  let pace = beginStage(now, largeOf(chosen)(now));
  return steps.map(({ atMs, goesOn, chosen: change, movedSpotlight = false }) => {
    if (goesOn !== undefined) now = { ...now, ...goesOn };
    chosen = { ...chosen, ...change };
    pace = followStage(pace, { now, largeOf: largeOf(chosen), nowMs: atMs, movedSpotlight });
    return largeOf(chosen)(pace.shown);
  });
}

describe("the stage by itself", () => {
  it("shows the first thing at once, however early", () => {
    expect(watch([{ atMs: 0, goesOn: { sharing: [ben] } }])).toEqual([[screenKey(ben)]]);
  });

  const ways: readonly [string, Partial<Happenings>, Partial<Happenings>, Partial<Person>][] = [
    ["a screen that comes and goes", { sharing: [ben] }, { sharing: [] }, {}],
    ["one screen after the other", { sharing: [ben] }, { sharing: [ben, cem] }, {}],
    ["a spotlight that comes and goes", { spotlight: ben }, { spotlight: null }, {}],
    ["a spotlight that moves", { spotlight: ben }, { spotlight: cem }, {}],
    ["a screen and then a spotlight", { sharing: [ben] }, { sharing: [], spotlight: cem }, {}],
    ["a screen over a spotlight", { spotlight: cem }, { sharing: [ben] }, {}],
    ["a speaker and then a screen", { speaker: cem }, { sharing: [ben] }, { choice: "speaker" }],
    ["a screen and then a speaker", { sharing: [ben] }, { sharing: [], speaker: cem }, {}],
  ];
  it.each(ways)("changes once in its time for %s", (_what, first, second, chosen) => {
    const begun = watch([{ atMs: 0, chosen }])[0];
    const large = watch([
      { atMs: 0, chosen },
      { atMs: 1_000, goesOn: first },
      { atMs: 1_500, goesOn: second },
      { atMs: 1_000 + STAGE_HOLD_MS - 1 },
      { atMs: 1_000 + STAGE_HOLD_MS },
    ]);

    expect(large[1]).not.toEqual(begun);
    expect(large[2]).toEqual(large[1]);
    expect(large[3]).toEqual(large[1]);
    expect(large[4]).not.toEqual(large[1]);
    expect(large[4]).toEqual(watch([{ atMs: 0, chosen, goesOn: { ...first, ...second } }])[0]);
  });

  it("goes straight to the last of several things, and nowhere for what is over by then", () => {
    const share = (atMs: number, ...sharing: Happenings["sharing"]) => ({
      atMs,
      goesOn: { sharing },
    });

    expect(
      watch([
        share(0, ben),
        share(100),
        share(200, cem),
        share(300, dee),
        share(STAGE_HOLD_MS, dee),
      ]).map(([key]) => key),
    ).toEqual([ben, ben, ben, ben, dee].map(screenKey));
    expect(watch([share(0, ben), share(100), share(200, ben), share(9_000, ben)])).toEqual(
      Array.from({ length: 4 }, () => [screenKey(ben)]),
    );
  });

  it("waits for nothing that changes nothing large", () => {
    const large = watch([
      { atMs: 0, goesOn: { speaker: ben } },
      { atMs: 100, goesOn: { speaker: cem } },
      { atMs: 200, goesOn: { sharing: [dee] } },
    ]);

    expect(large.at(-1)).toEqual([screenKey(dee)]);
  });

  it("holds in a window that has room for one, too", () => {
    const leading =
      ({ pins, peers }: Person) =>
      (happenings: Happenings) => {
        const key = leadingTile({ ...happenings, pins, peers, self: null });
        return key === null ? [] : [key];
      };

    expect(
      watch(
        [
          { atMs: 0, goesOn: { speaker: cem } },
          { atMs: 500, goesOn: { sharing: [dee] } },
          { atMs: STAGE_HOLD_MS },
        ],
        leading,
      ),
    ).toEqual([[personKey(cem)], [personKey(cem)], [screenKey(dee)]]);
  });
});

describe("the stage by what a person presses", () => {
  const shared: Step = { atMs: 0, goesOn: { sharing: [ben] } };

  it.each([
    ["a pin", { pins: [personKey(dee)] }, [personKey(dee)]],
    ["several pins", { pins: [ben, dee].map(personKey) }, [ben, dee].map(personKey)],
  ] as const)("changes at once for %s", (_what, chosen, large) => {
    expect(watch([shared, { atMs: 10, chosen }])[1]).toEqual(large);
  });

  it("changes at once for a layout, and back", () => {
    const spoken: Step = { atMs: 0, goesOn: { speaker: cem }, chosen: { choice: "speaker" } };

    expect(
      watch([
        spoken,
        { atMs: 10, chosen: { choice: "grid" } },
        { atMs: 20, chosen: { choice: "speaker" } },
      ]),
    ).toEqual([[personKey(cem)], [], [personKey(cem)]]);
  });

  it("changes at once where the person moved the spotlight, and for that alone", () => {
    const begun: Step = { atMs: 0, goesOn: { spotlight: ben } };

    expect(
      watch([begun, { atMs: 10, goesOn: { spotlight: cem }, movedSpotlight: true }]).at(-1),
    ).toEqual([personKey(cem)]);
    expect(
      watch([begun, { atMs: 10, goesOn: { sharing: [dee] }, movedSpotlight: true }]).at(-1),
    ).toEqual([personKey(ben)]);
  });

  it("is not taken back by what happens in the next moment", () => {
    expect(
      watch([
        { atMs: 0 },
        { atMs: 5_000, chosen: { choice: "speaker" } },
        { atMs: 5_010, goesOn: { sharing: [dee] } },
        { atMs: 5_000 + STAGE_HOLD_MS },
      ]),
    ).toEqual([[], [personKey(ben)], [personKey(ben)], [screenKey(dee)]]);
  });

  it("shows nothing of those who have left", () => {
    expect(
      watch([
        { atMs: 0, chosen: { choice: "speaker" }, goesOn: { speaker: cem } },
        { atMs: 10, chosen: { peers: [ben, dee] }, goesOn: { speaker: null } },
      ]),
    ).toEqual([[personKey(cem)], [personKey(ben)]]);
  });
});
