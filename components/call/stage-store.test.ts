import { describe, expect, it } from "vitest";
import { participantId } from "#call/people-for-tests.ts";
import { aStorage, noStorage } from "#call/storage-for-tests.ts";
import { LAYOUT_CHOICES, personKey } from "./stage-arrangement.ts";
import { createStageStore } from "./stage-store.ts";

describe("what a person chose about the stage", () => {
  it("is remembered in this browser, but for what belongs to one call", () => {
    const { storage } = aStorage();
    const first = createStageStore(storage);
    const begun = first.getSnapshot();

    first.toggleSelf("selfMirrored");
    first.togglePin(personKey(participantId("Ben")));
    first.turnTo(1);

    expect(createStageStore(storage).getSnapshot()).toEqual({ ...begun, selfMirrored: false });
  });

  it("is a layout without the pins of the one before", () => {
    const { storage } = aStorage();
    const stage = createStageStore(storage);

    for (const choice of LAYOUT_CHOICES) {
      stage.choose(choice);

      expect(stage.getSnapshot()).toMatchObject({ choice, pins: [], page: 0 });
      expect(createStageStore(storage).getSnapshot().choice).toBe(choice);
    }
  });

  it.each(["{", '{"choice":"upside-down"}'])("is what it is at first where %s is kept", (kept) => {
    const { storage } = aStorage({ "rondo.stage": kept });

    expect(createStageStore(storage).getSnapshot()).toEqual(
      createStageStore(noStorage).getSnapshot(),
    );
  });

  it("holds for this call where nothing can be kept", () => {
    const stage = createStageStore(noStorage);

    stage.toggleSelf("selfShown");

    expect(stage.getSnapshot().selfShown).toBe(false);
  });
});
