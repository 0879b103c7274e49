import { describe, expect, it } from "vitest";
import { ALL_PERMITTED } from "#protocol/moderation.ts";
import type { RoomState } from "#protocol/room.ts";
import type { CallState } from "./call-state.ts";
import { aParticipant, aPreview, aRoom, CODE } from "./people-for-tests.ts";
import { enteredRoom, initialCallState, leftRoom, linksChanged, lookedAt } from "./room-view.ts";
import type { LinkView, LinkViews } from "./topology.ts";

const ann = aParticipant("Ann");
const ben = aParticipant("Ben", { joinedAtMs: 2_000 });
const cem = aParticipant("Cem", { joinedAtMs: 3_000 });

const ended = {
  kind: "ended",
  reason: "left",
  canRejoin: true,
  durationMs: 0,
  summary: null,
} as const;

/** The states that Ann sees as these rooms arrive. */
function seenByAnn(rooms: readonly RoomState[], links: LinkViews = new Map()): CallState {
  return rooms.reduce(
    (state, room) => enteredRoom(state, ann.id, room, links),
    initialCallState(CODE),
  );
}

/** Only identity matters here. */
const aTrack = () => ({}) as MediaStreamTrack;
const aLink = (change: Partial<LinkView> = {}): LinkView => ({
  link: "connected",
  route: "direct",
  trouble: null,
  microphone: null,
  camera: null,
  screen: null,
  screenSound: null,
  cameraPaused: false,
  ...change,
});

describe("the room as it is shown", () => {
  it("has oneself apart from the others, who stand in order of arrival", () => {
    const state = seenByAnn([aRoom([cem, ann, ben])]);

    expect(state.phase).toEqual({ kind: "joined", selfId: ann.id });
    expect(state.self).toEqual(ann);
    expect(state.peers.map(({ participant }) => participant.name)).toEqual(["Ben", "Cem"]);
  });

  it("ignores a revision it has, and an older one", () => {
    const state = seenByAnn([aRoom([ann, ben], { revision: 5 })]);

    expect(enteredRoom(state, ann.id, aRoom([ann], { revision: 5 }), new Map())).toBe(state);
    expect(enteredRoom(state, ann.id, aRoom([ann], { revision: 4 }), new Map())).toBe(state);
  });

  it("takes a low revision of another epoch", () => {
    const state = seenByAnn([
      aRoom([ann, ben], { revision: 5 }),
      aRoom([ann, ben, cem], { revision: 1, epoch: "next" }),
    ]);

    expect(state.peers).toHaveLength(2);
  });

  it("keeps the reference of everybody who did not change", () => {
    const before = seenByAnn([aRoom([ann, ben, cem])]);

    const after = enteredRoom(
      before,
      ann.id,
      aRoom([{ ...ann }, { ...ben, camera: false }, { ...cem }], { revision: 2 }),
      new Map(),
    );

    expect(after.self).toBe(before.self);
    expect(after.peers[0]).not.toBe(before.peers[0]);
    expect(after.peers[1]).toBe(before.peers[1]);
  });

  it("announces who joined and who left, but not who was there, nor oneself, nor a reload", () => {
    const reloaded = { ...ben, session: cem.session, sessionSinceMs: 9_000 };
    const state = seenByAnn([
      aRoom([ann, ben]),
      aRoom([ann, ben, cem], { revision: 2 }),
      aRoom([ann, reloaded, cem], { revision: 3 }),
      aRoom([ann, cem], { revision: 4 }),
    ]);

    expect(state.announcements).toEqual([
      { id: 1, kind: "joined", name: "Cem" },
      { id: 2, kind: "left", name: "Ben" },
    ]);
  });

  it("announces nothing when a restarted server tells of the same people", () => {
    const state = seenByAnn([
      aRoom([ann, ben], { revision: 7 }),
      aRoom([ann, { ...ben, seat: "away" }], { epoch: "next" }),
    ]);

    expect(state.announcements).toEqual([]);
  });

  it("keeps the last announcements only, with ids that grow", () => {
    const rooms = Array.from({ length: 12 }, (_, place) =>
      aRoom(place % 2 === 0 ? [ann] : [ann, ben], { revision: place + 1 }),
    );

    const { announcements } = seenByAnn(rooms);

    expect(announcements.map(({ id }) => id)).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it("shows the sources of somebody whose socket is away as they were, since media goes on", () => {
    const state = seenByAnn([
      aRoom([ann, ben]),
      aRoom([ann, { ...ben, seat: "away", camera: false, microphone: false }], { revision: 2 }),
    ]);

    expect(state.peers[0]?.participant).toMatchObject({
      seat: "away",
      camera: true,
      microphone: true,
    });
  });
});

describe("what the host keeps from guests", () => {
  const guestsMay = { microphone: false, camera: false, screen: true, chat: true, rename: true };

  it("is kept from oneself by the own role, inside and on the way in", () => {
    const preview = aPreview({ guestsMay });

    expect(seenByAnn([aRoom([ann], { guestsMay })]).may).toEqual(guestsMay);
    const asHost = aRoom([{ ...ann, role: "host" }], { guestsMay });
    expect(seenByAnn([asHost]).may).toEqual(ALL_PERMITTED);
    const outside = initialCallState(CODE);
    expect(lookedAt(outside, preview, { isHost: false }).may).toEqual(guestsMay);
    expect(lookedAt(outside, preview, { isHost: true }).may).toEqual(ALL_PERMITTED);
    expect(leftRoom(seenByAnn([aRoom([ann], { guestsMay })]), ended, null).may).toEqual(
      ALL_PERMITTED,
    );
  });

  it("[G1] is not shown of who is away either, though their media goes on", () => {
    const away = { ...ben, seat: "away", camera: false, microphone: false } as const;
    const links = new Map([[ben.id, aLink({ camera: aTrack() })]]);

    const [peer] = seenByAnn(
      [aRoom([ann, ben]), aRoom([ann, away], { revision: 2, guestsMay })],
      links,
    ).peers;

    expect(peer).toMatchObject({ camera: null, participant: { camera: false, microphone: false } });
  });
});

describe("a peer as it is shown", () => {
  it("is connecting before there is a link", () => {
    const [peer] = seenByAnn([aRoom([ann, ben])]).peers;

    expect(peer).toEqual({ participant: ben, ...aLink({ link: "connecting", route: null }) });
  });

  it("has a camera track only while it says that the camera is on, and a microphone always", () => {
    const links = new Map([[ben.id, aLink({ camera: aTrack(), microphone: aTrack() })]]);

    const [withCamera] = seenByAnn([aRoom([ann, ben])], links).peers;
    const muted = { ...ben, camera: false, microphone: false };
    const [without] = seenByAnn([aRoom([ann, muted])], links).peers;

    expect(withCamera?.camera).toBe(links.get(ben.id)?.camera);
    expect(without?.camera).toBeNull();
    expect(without?.microphone).toBe(links.get(ben.id)?.microphone);
  });

  it("changes with its link, and only its own tile does", () => {
    const before = seenByAnn([aRoom([ann, ben, cem])]);

    const after = linksChanged(before, new Map([[cem.id, aLink({ route: "relay" })]]));

    expect(after.peers[0]).toBe(before.peers[0]);
    expect(after.peers[1]).toMatchObject({ link: "connected", route: "relay" });
    expect(linksChanged(after, new Map([[cem.id, aLink({ route: "relay" })]]))).toBe(after);
  });
});

describe("leaving", () => {
  it("leaves nothing of the room but what was announced", () => {
    const joined = seenByAnn([aRoom([ann]), aRoom([ann, ben], { revision: 2 })]);

    const left = leftRoom(joined, { kind: "visiting" }, null);

    expect(left).toMatchObject({ room: null, self: null, peers: [], preview: null });
    expect(left.announcements).toHaveLength(1);
  });
});
