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

it("a pin is taken away as it was given", () => {
  const pinned = togglePin([], personKey(ben));

  expect(pinned).toEqual([personKey(ben)]);
  expect(togglePin(pinned, personKey(ben))).toEqual([]);
});
