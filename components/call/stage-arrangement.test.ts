import { describe, expect, it } from "vitest";
import { participantId } from "#call/people-for-tests.ts";
import {
  arrangeStage,
  leadingTile,
  otherLayout,
  personKey,
  type Scene,
  type StageScene,
  screenKey,
} from "./stage-arrangement.ts";

const [ann, ben, cem, dee] = [
  participantId("ann"),
  participantId("ben"),
  participantId("cem"),
  participantId("dee"),
] as const;

const nothing: Scene = {
  pins: [],
  peers: [],
  sharing: [],
  speaker: null,
  spotlight: null,
  self: ann,
};

const arranged = (scene: Partial<StageScene>) =>
  arrangeStage({ ...nothing, choice: "auto", stripShown: true, isCompact: false, ...scene });

describe("by itself", () => {
  it("gives one other person the stage, with the own picture over it", () => {
    expect(arranged({ peers: [ben] })).toMatchObject({
      featured: [],
      rest: [personKey(ben)],
      floating: personKey(ann),
    });
  });

  it("makes all equal from three people on, oneself last", () => {
    expect(arranged({ peers: [ben, cem] })).toMatchObject({
      featured: [],
      rest: [ben, cem, ann].map(personKey),
      floating: null,
    });
  });

  it("gives the stage to shared screens, all of them, and takes it back when they end", () => {
    const people = { peers: [ben, cem] };

    expect(arranged({ ...people, sharing: [ben, cem] })).toMatchObject({
      featured: [screenKey(ben), screenKey(cem)],
      rest: [ben, cem, ann].map(personKey),
    });
    expect(arranged({ ...people, choice: "grid", sharing: [ben] }).featured).toEqual([
      screenKey(ben),
    ]);
    expect(arranged({ ...people, choice: "grid" }).featured).toEqual([]);
  });

  it("shows what is large alone without the strip, and everybody where nothing is large", () => {
    const people = { peers: [ben, cem], stripShown: false };

    expect(arranged({ ...people, sharing: [ben] })).toMatchObject({
      featured: [screenKey(ben)],
      rest: [],
      floating: null,
    });
    expect(arranged(people).rest).toEqual([ben, cem, ann].map(personKey));
  });

  it("does not show oneself where that is hidden", () => {
    expect(arranged({ peers: [ben], self: null })).toMatchObject({
      rest: [personKey(ben)],
      floating: null,
    });
    expect(arranged({ peers: [ben, cem], self: null }).rest).toEqual([ben, cem].map(personKey));
  });
});

describe("as a person chose", () => {
  it("makes two people equal in a grid, and oneself alone no tile among others", () => {
    expect(arranged({ choice: "grid", peers: [ben] })).toMatchObject({
      featured: [],
      rest: [ben, ann].map(personKey),
      floating: null,
    });
    expect(arranged({ choice: "grid", peers: [] })).toMatchObject({
      rest: [],
      floating: personKey(ann),
    });
    expect(arranged({ choice: "grid", peers: [ben], pins: [personKey(ben)] })).toMatchObject({
      featured: [personKey(ben)],
      floating: personKey(ann),
    });
  });

  it.each([
    ["auto", 1, "grid"],
    ["auto", 2, "speaker"],
    ["grid", 1, "speaker"],
    ["grid", 2, "speaker"],
    ["speaker", 1, "grid"],
    ["speaker", 2, "grid"],
  ] as const)("by a key changes %s, with %i others, to %s, which looks different", (...row) => {
    const [choice, others, next] = row;
    const people = { peers: [ben, cem].slice(0, others) };

    expect(otherLayout(choice, others)).toBe(next);
    expect(arranged({ ...people, choice: next })).not.toEqual(arranged({ ...people, choice }));
  });

  it("shows whoever speaks large, and somebody before anyone spoke", () => {
    const scene = { choice: "speaker", peers: [ben, cem, dee] } as const;

    expect(arranged({ ...scene, speaker: cem })).toMatchObject({
      featured: [personKey(cem)],
      rest: [ben, dee, ann].map(personKey),
    });
    expect(arranged(scene).featured).toEqual([personKey(ben)]);
    expect(arranged({ ...scene, speaker: participantId("gone") }).featured).toEqual([
      personKey(ben),
    ]);
  });

  it("shows what is pinned before all else, several if so", () => {
    const pins = [personKey(dee), screenKey(ben)];

    expect(
      arranged({ choice: "speaker", peers: [ben, cem, dee], sharing: [ben], speaker: cem, pins })
        .featured,
    ).toEqual(pins);
  });

  it("forgets a pin with whoever it was, until they come back", () => {
    const pins = [personKey(ben)];

    expect(arranged({ peers: [cem, dee], pins }).featured).toEqual([]);
    expect(arranged({ peers: [cem, dee, ben], pins }).featured).toEqual(pins);
  });

  it("keeps the own picture in the corner over one pinned person, and shows oneself large where that is pinned", () => {
    expect(arranged({ peers: [ben], pins: [personKey(ben)] })).toMatchObject({
      featured: [personKey(ben)],
      rest: [],
      floating: personKey(ann),
    });
    expect(arranged({ peers: [ben], pins: [personKey(ann)] })).toMatchObject({
      featured: [personKey(ann)],
      rest: [personKey(ben)],
      floating: null,
    });
  });
});

describe("with the spotlight on somebody", () => {
  const people = { peers: [ben, cem, dee], spotlight: cem } as const;

  it.each([
    { title: "by itself", scene: {}, featured: [personKey(cem)] },
    { title: "over the grid", scene: { choice: "grid" }, featured: [personKey(cem)] },
    {
      title: "over whoever speaks",
      scene: { choice: "speaker", speaker: ben },
      featured: [personKey(cem)],
    },
    {
      title: "of two people",
      scene: { peers: [ben], spotlight: ben },
      featured: [personKey(ben)],
    },
    { title: "on oneself", scene: { spotlight: ann }, featured: [personKey(ann)] },
  ] as const)("gives them the stage: $title", ({ scene, featured }) => {
    expect(arranged({ ...people, ...scene }).featured).toEqual(featured);
  });

  it.each([
    {
      title: "what the person pinned",
      scene: { pins: [personKey(ben)] },
      featured: [personKey(ben)],
    },
    { title: "a shared screen", scene: { sharing: [dee] }, featured: [screenKey(dee)] },
    {
      title: "their own screen, before their face",
      scene: { sharing: [cem] },
      featured: [screenKey(cem)],
    },
    {
      title: "what the person pinned while a screen is shared",
      scene: { pins: [personKey(ben)], sharing: [dee] },
      featured: [personKey(ben)],
    },
  ] as const)("leaves the stage to $title, and has it again after", ({ scene, featured }) => {
    expect(arranged({ ...people, ...scene }).featured).toEqual(featured);
    expect(arranged({ ...people, pins: [], sharing: [] }).featured).toEqual([personKey(cem)]);
  });

  it("keeps all the others beside them, oneself last", () => {
    expect(arranged(people)).toMatchObject({
      rest: [ben, dee, ann].map(personKey),
      floating: null,
    });
    expect(arranged({ ...people, spotlight: ann })).toMatchObject({
      rest: [ben, cem, dee].map(personKey),
      floating: null,
    });
  });

  it.each([
    { title: "who is not here (any more)", scene: { spotlight: participantId("gone") } },
    { title: "oneself, where the own picture is hidden", scene: { spotlight: ann, self: null } },
    { title: "nobody", scene: { spotlight: null } },
  ] as const)("follows the choice where that is nobody to be seen: $title", ({ scene }) => {
    expect(arranged({ ...people, ...scene }).featured).toEqual([]);
    expect(arranged({ ...people, ...scene, choice: "speaker", speaker: dee }).featured).toEqual([
      personKey(dee),
    ]);
  });
});

const inOneTile: readonly {
  readonly title: string;
  readonly scene: Partial<Scene>;
  readonly shown: ReturnType<typeof leadingTile>;
}[] = [
  { title: "who came first, before anybody spoke", scene: {}, shown: personKey(ben) },
  { title: "whoever speaks", scene: { speaker: cem }, shown: personKey(cem) },
  {
    title: "somebody else when the speaker has left",
    scene: { speaker: participantId("gone") },
    shown: personKey(ben),
  },
  {
    title: "the one in the spotlight, whoever speaks",
    scene: { spotlight: dee, speaker: cem },
    shown: personKey(dee),
  },
  {
    title: "whoever speaks when the one in the spotlight has left",
    scene: { spotlight: participantId("gone"), speaker: cem },
    shown: personKey(cem),
  },
  {
    title: "whoever speaks while the spotlight is on oneself",
    scene: { spotlight: ann, speaker: cem },
    shown: personKey(cem),
  },
  {
    title: "a shared screen before faces and the spotlight",
    scene: { sharing: [cem], spotlight: dee, speaker: ben },
    shown: screenKey(cem),
  },
  {
    title: "of several screens the speaker's",
    scene: { sharing: [ben, cem], speaker: cem },
    shown: screenKey(cem),
  },
  {
    title: "of several screens the first, while somebody else speaks",
    scene: { sharing: [ben, cem], speaker: dee },
    shown: screenKey(ben),
  },
  {
    title: "whom the person pinned, before all else",
    scene: { pins: [personKey(dee)], sharing: [cem], spotlight: cem, speaker: ben },
    shown: personKey(dee),
  },
  {
    title: "of several pins the speaker's",
    scene: { pins: [personKey(cem), personKey(dee)], speaker: cem },
    shown: personKey(cem),
  },
  {
    title: "of several pins the last, while somebody else speaks",
    scene: { pins: [personKey(cem), personKey(dee)], speaker: ben },
    shown: personKey(dee),
  },
  {
    title: "oneself where that is pinned",
    scene: { pins: [personKey(ann)], speaker: ben },
    shown: personKey(ann),
  },
  {
    title: "somebody else where the own picture is pinned and hidden",
    scene: { pins: [personKey(ann)], self: null },
    shown: personKey(ben),
  },
  {
    title: "somebody else when whom the person pinned has left",
    scene: { pins: [personKey(participantId("gone"))], speaker: cem },
    shown: personKey(cem),
  },
  { title: "nobody while one is alone", scene: { peers: [] }, shown: null },
];

describe.each(inOneTile)("where there is room for one tile", ({ title, scene, shown }) => {
  const people = { ...nothing, peers: [ben, cem, dee], ...scene };

  it(`it shows ${title}`, () => {
    expect(leadingTile(people)).toBe(shown);
  });

  it.each(["auto", "grid", "speaker"] as const)(
    `a compact stage has ${title}, and nothing else, whatever was chosen: %s`,
    (choice) => {
      expect(arrangeStage({ ...people, choice, stripShown: true, isCompact: true })).toEqual({
        featured: shown === null ? [] : [shown],
        rest: [],
        floating: null,
        prominent: null,
      });
    },
  );
});
