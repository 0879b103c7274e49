import { describe, expect, it } from "vitest";
import { participantId } from "../people-for-tests.ts";
import { THRESHOLDS } from "../thresholds.ts";
import type { Quality } from "./qualities.ts";
import { recorded } from "./reports-for-tests.ts";
import { createRoomHealth, type HealthReport, type RoomHealth } from "./room-health.ts";

const [ben, cy] = [participantId("ben"), participantId("cy")];
const sampled = {
  sample: recorded.chromium.after,
  heartbeat: { rttMs: 40, rttJitterMs: 3, lossRatio: 0 },
  peer: { microphone: true, camera: true },
};
const bad = { ...sampled, heartbeat: { ...sampled.heartbeat, lossRatio: 0.4 } };

const aReport = (quality: Quality, others: HealthReport["others"] = []): HealthReport => ({
  kind: "received",
  quality,
  lossRatio: null,
  frameRate: null,
  sentFrameRate: null,
  limitation: null,
  others,
});

/** Lets a state of the room last for some time, with a round of samples every second. */
function last(forMs: number, fromMs: number, round: (nowMs: number) => void): number {
  for (let nowMs = fromMs; nowMs <= fromMs + forMs; nowMs += 1_000) round(nowMs);
  return fromMs + forMs;
}

function blameAfter(room: RoomHealth, round: (nowMs: number) => void) {
  last(THRESHOLDS.blameAfterMs + 1_000, 0, round);
  return room.getSnapshot().blame;
}

describe("the health of a room", () => {
  it("has every link that told figures, and is a new state only when something changed", () => {
    const room = createRoomHealth();
    let changes = 0;
    room.subscribe(() => {
      changes += 1;
    });
    const link = room.link(ben);
    link.sampled(sampled, 0);
    const state = room.getSnapshot();
    link.healed(100, { kind: "none", level: 0 });

    expect(state.links.get(ben)).toMatchObject({ receives: "good", rttMs: 40 });
    expect(room.getSnapshot()).toBe(state);
    expect(changes).toBe(1);
  });

  it("goes on with the same record when a link to the same peer is made again", () => {
    const room = createRoomHealth();
    room.link(ben).sampled(sampled, 0);
    room.link(ben).silent(1_000, 700);

    expect(room.getSnapshot().links.get(ben)).toMatchObject({ rttMs: 40, faultCount: 1 });
  });

  it("forgets who is gone, and everybody at the end", () => {
    const room = createRoomHealth();
    const gone = room.link(ben);
    gone.sampled(sampled, 0);
    room.link(cy).sampled(sampled, 0);
    room.forget(ben);
    gone.sampled(sampled, 1_000);

    expect([...room.getSnapshot().links.keys()]).toEqual([cy]);
    room.clear();
    expect(room.getSnapshot()).toEqual({ links: new Map(), blame: null });
  });

  it("tells a peer how it is received, and how the others are, but not of itself", () => {
    const room = createRoomHealth();
    room.link(ben).sampled(sampled, 0);
    room.link(cy).sampled(bad, 0);

    expect(room.link(ben).report(0)).toMatchObject({
      quality: "good",
      others: [{ peer: cy, quality: "poor" }],
    });
    expect(room.link(cy).report(0)).toMatchObject({
      quality: "poor",
      others: [{ peer: ben, quality: "good" }],
    });
  });

  it("tells it again when it changed, and else now and then", () => {
    const room = createRoomHealth();
    const link = room.link(ben);
    expect(link.report(0)).toBeNull();
    link.sampled(sampled, 0);

    expect(link.report(0)).not.toBeNull();
    expect(link.report(1_000)).toBeNull();
    link.silent(1_100, 700);
    expect(link.report(1_100)).toMatchObject({ quality: "lost" });
    expect(link.report(1_200 + THRESHOLDS.toldEveryMs)).not.toBeNull();
    expect(link.report(1_300 + THRESHOLDS.toldEveryMs)).toBeNull();
  });

  it("does not tell of changes faster than they can be read", () => {
    const room = createRoomHealth();
    const link = room.link(ben);
    link.sampled(sampled, 0);
    link.report(0);
    link.silent(300, 700);

    expect(link.report(300)).toBeNull();
    expect(link.report(1_000)).toMatchObject({ quality: "lost" });
  });

  it("blames a person by what others tell", () => {
    const room = createRoomHealth();
    const [toBen, toCy] = [room.link(ben), room.link(cy)];

    const blame = blameAfter(room, (nowMs) => {
      toBen.sampled(bad, nowMs);
      toCy.sampled(sampled, nowMs);
      toCy.received(aReport("good", [{ peer: ben, quality: "poor" }]), nowMs);
    });

    expect(blame).toEqual({ kind: "peer", id: ben, lost: false });
  });

  it("blames only the route while the others get through to that person", () => {
    const room = createRoomHealth();
    const [toBen, toCy] = [room.link(ben), room.link(cy)];

    const blame = blameAfter(room, (nowMs) => {
      toBen.sampled(bad, nowMs);
      toCy.sampled(sampled, nowMs);
      toCy.received(aReport("good", [{ peer: ben, quality: "good" }]), nowMs);
    });

    expect(blame).toEqual({ kind: "route", id: ben, lost: false });
  });

  it("takes no word of a peer for anything but its own links to people who are here", () => {
    const room = createRoomHealth();
    const [toBen, toCy] = [room.link(ben), room.link(cy)];
    const stranger = participantId("stranger");

    const blame = blameAfter(room, (nowMs) => {
      toBen.sampled(sampled, nowMs);
      toCy.sampled(sampled, nowMs);
      const others = [stranger, cy].map((peer) => ({ peer, quality: "lost" as const }));
      toCy.received(aReport("good", others), nowMs);
    });

    expect(blame).toBeNull();
  });

  it("blames nobody who is gone", () => {
    const room = createRoomHealth();
    const toBen = room.link(ben);
    const blame = blameAfter(room, (nowMs) => toBen.sampled(bad, nowMs));
    room.forget(ben);

    expect(blame).toEqual({ kind: "route", id: ben, lost: false });
    expect(room.getSnapshot().blame).toBeNull();
  });

  it("does not go by what was told long ago", () => {
    const room = createRoomHealth();
    const [toBen, toCy] = [room.link(ben), room.link(cy)];
    toCy.received(aReport("good", [{ peer: ben, quality: "poor" }]), 0);

    last(THRESHOLDS.toldForMs + THRESHOLDS.blameAfterMs + 2_000, 0, (nowMs) => {
      toBen.sampled(bad, nowMs);
      toCy.sampled(sampled, nowMs);
    });

    expect(room.getSnapshot().blame).toEqual({ kind: "route", id: ben, lost: false });
  });
});
