import { describe, expect, it, vi } from "vitest";
import { failure, type Result, success } from "#protocol/failure.ts";
import { KnockId, ParticipantId } from "#protocol/ids.ts";
import { createModerated } from "./moderated.ts";

const ben = ParticipantId.parse("participant-ben-");

function aParticipant(answer: Result<unknown> = success({})) {
  const turnOff = { microphone: vi.fn(), camera: vi.fn(), screen: vi.fn() };
  const lowerHand = vi.fn();
  const send = vi.fn(async () => answer);
  const names = new Map([[ben, "Ben"]]);
  const nameOf = (who: ParticipantId) => names.get(who) ?? null;
  const moderated = createModerated({ turnOff, lowerHand, send, nameOf });
  return { turnOff, lowerHand, send, names, moderated };
}

describe("what a host does", () => {
  it.each(["microphone", "camera", "screen"] as const)("turns the %s off at once", (source) => {
    const { moderated, turnOff } = aParticipant();

    moderated.acted({ kind: "stopped", source, by: "Ann" });

    expect(turnOff[source]).toHaveBeenCalledOnce();
    expect(moderated.getSnapshot()).toEqual([{ id: 1, kind: "stopped", source, by: "Ann" }]);
  });

  it("turns off what guests may not use any more, and says so", () => {
    const { moderated, turnOff } = aParticipant();

    moderated.acted({ kind: "withdrawn", source: "camera", by: "Ann" });

    expect(turnOff.camera).toHaveBeenCalledOnce();
    expect(moderated.getSnapshot()).toMatchObject([{ kind: "withdrawn", source: "camera" }]);
  });

  it("is forgotten with the call, and told anew in the next one", () => {
    const { moderated } = aParticipant();
    moderated.startedMuted();

    moderated.clear();
    expect(moderated.getSnapshot()).toEqual([]);
    moderated.startedMuted();

    expect(moderated.getSnapshot()).toEqual([{ id: 2, kind: "started-muted" }]);
  });

  it("lowers the hand, and only asks to turn something on", () => {
    const { moderated, turnOff, lowerHand } = aParticipant();

    moderated.acted({ kind: "hand-lowered", source: null, by: "Ann" });
    moderated.acted({ kind: "asked", source: "microphone", by: "Ann" });

    expect(lowerHand).toHaveBeenCalledOnce();
    expect(turnOff.microphone).not.toHaveBeenCalled();
    expect(moderated.getSnapshot().map(({ kind }) => kind)).toEqual(["hand-lowered", "asked"]);
  });
});

describe("what one does as a host", () => {
  it.each([
    [success({}), 0],
    [failure("peer-gone", "left"), 0],
    [failure("forbidden", "no host any more"), 1],
    [failure("unavailable", "no server"), 1],
  ])("is told when it was refused: %j", async (answer, told) => {
    const { moderated, send } = aParticipant(answer);

    moderated.moderate({ kind: "end" });
    await Promise.resolve();
    await Promise.resolve();

    expect(send).toHaveBeenCalledOnce();
    expect(moderated.getSnapshot()).toHaveLength(told);
  });

  it("is told of a full meeting in its own words", async () => {
    const { moderated } = aParticipant(failure("room-full", "every seat is taken"));

    moderated.moderate({ kind: "answer", knock: KnockId.parse("knock-of-cem----"), admit: true });
    await Promise.resolve();
    await Promise.resolve();

    expect(moderated.getSnapshot()).toEqual([{ id: 1, kind: "full" }]);
  });

  it("names whoever was removed, though they are gone by then", async () => {
    const { moderated, names } = aParticipant();

    moderated.moderate({ kind: "remove", who: ben });
    names.clear();
    await Promise.resolve();
    await Promise.resolve();

    expect(moderated.getSnapshot()).toEqual([
      { id: 1, kind: "removed", mayReturn: false, name: "Ben" },
    ]);
  });

  it("says nothing of a removal that was refused, but that it was", async () => {
    const { moderated } = aParticipant(failure("forbidden", "no host any more"));

    moderated.moderate({ kind: "remove", who: ben });
    await Promise.resolve();
    await Promise.resolve();

    expect(moderated.getSnapshot()).toEqual([{ id: 1, kind: "refused" }]);
  });
});
