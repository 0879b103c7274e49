import { describe, expect, it } from "vitest";
import { participantId } from "#call/people-for-tests.ts";
import { arrangeStage, personKey, type Scene, screenKey, togglePin } from "./stage-arrangement.ts";

const [ann, ben, cem, dee] = [
  participantId("ann"),
  participantId("ben"),
  participantId("cem"),
  participantId("dee"),
] as const;

const arranged = (scene: Partial<Scene>) =>
  arrangeStage({
    choice: "auto",
    pins: [],
    peers: [],
    sharing: [],
    speaker: null,
    spotlight: null,
    self: ann,
    ...scene,
  });

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

  it("does not show oneself where that is hidden", () => {
    expect(arranged({ peers: [ben], self: null })).toMatchObject({
      rest: [personKey(ben)],
      floating: null,
    });
    expect(arranged({ peers: [ben, cem], self: null }).rest).toEqual([ben, cem].map(personKey));
  });
});

describe("as a person chose", () => {
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

it("a pin is taken away as it was given", () => {
  const pinned = togglePin([], personKey(ben));

  expect(pinned).toEqual([personKey(ben)]);
  expect(togglePin(pinned, personKey(ben))).toEqual([]);
});
