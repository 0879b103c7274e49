import { describe, expect, it } from "vitest";
import { aParticipant, sessionId } from "../people-for-tests.ts";
import { isPolite, leadsLink, reconcile } from "./reconcile.ts";

const ann = aParticipant("Ann");
const ben = aParticipant("Ben");

describe("reconciling links with the room", () => {
  it("opens a link to everyone without one", () => {
    expect(reconcile([ann, ben], [ann])).toEqual({ open: [ben], close: [] });
  });

  it("closes the link to somebody who has gone", () => {
    expect(reconcile([ann], [ann, ben])).toEqual({ open: [], close: [ben] });
  });

  it("does nothing the second time", () => {
    expect(reconcile([ann, ben], [ann, ben])).toEqual({ open: [], close: [] });
  });

  it("replaces the link to a new session, as a reload makes one", () => {
    const reloaded = { ...ben, session: sessionId("ben-again") };

    expect(reconcile([reloaded], [ben])).toEqual({ open: [reloaded], close: [ben] });
  });

  it("keeps the link to somebody whose socket is away, even when the server forgot the session", () => {
    const away = { ...ben, seat: "away" as const };

    expect(reconcile([away], [ben])).toEqual({ open: [], close: [] });
    expect(reconcile([{ ...away, session: sessionId("unknown") }], [ben])).toEqual({
      open: [],
      close: [],
    });
  });

  it("opens none to somebody who is away: nobody would answer", () => {
    expect(reconcile([{ ...ben, seat: "away" }], [])).toEqual({ open: [], close: [] });
  });
});

describe("the roles of two ends", () => {
  it("give the first offer to the session that entered later", () => {
    const later = { ...ben, sessionSinceMs: ann.sessionSinceMs + 1 };

    expect(leadsLink(later, ann)).toBe(true);
    expect(leadsLink(ann, later)).toBe(false);
  });

  it("are opposite in any case", () => {
    expect(leadsLink(ann, ben)).not.toBe(leadsLink(ben, ann));
    expect(isPolite(ann.id, ben.id)).not.toBe(isPolite(ben.id, ann.id));
  });
});
