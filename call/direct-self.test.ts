import { describe, expect, it } from "vitest";
import { QUIET_SELF } from "#protocol/room.ts";
import { createDirectSelf } from "./direct-self.ts";
import { aParticipant, aRoom, sessionId } from "./people-for-tests.ts";

const ann = aParticipant("Ann");
const ben = aParticipant("Ben", { microphone: true, camera: true });
const muted = { ...QUIET_SELF, camera: true };
const bensMicrophone = (room: ReturnType<typeof aRoom>) =>
  room.participants.find(({ id }) => id === ben.id)?.microphone;

describe("what a participant says past the server", () => {
  it("is shown at once", () => {
    const direct = createDirectSelf();
    const room = direct.apply(aRoom([ann, ben]));

    expect(bensMicrophone(direct.heard(ben.id, muted, room))).toBe(false);
  });

  it("stays when the server speaks of others and does not know it yet", () => {
    const direct = createDirectSelf();
    direct.heard(ben.id, muted, direct.apply(aRoom([ann, ben])));

    expect(bensMicrophone(direct.apply(aRoom([ann, ben, aParticipant("Cem")])))).toBe(false);
  });

  it("gives way once the server says something new of that participant", () => {
    const direct = createDirectSelf();
    direct.heard(ben.id, muted, direct.apply(aRoom([ann, ben])));

    direct.apply(aRoom([ann, { ...ben, ...muted }]));

    expect(bensMicrophone(direct.apply(aRoom([ann, ben])))).toBe(true);
  });

  it("[G1] is nothing that the host keeps from guests", () => {
    const guestsMay = { microphone: false, camera: true, screen: true, chat: true, rename: true };
    const direct = createDirectSelf();
    const quiet = { ...ben, ...QUIET_SELF };
    const room = direct.apply(aRoom([ann, quiet], { guestsMay }));

    const heard = direct.heard(ben.id, { ...QUIET_SELF, microphone: true, camera: true }, room);

    expect(heard.participants[1]).toMatchObject({ microphone: false, camera: true });
  });

  it("is a goodbye as well, until the server knows it or the same person comes again", () => {
    const direct = createDirectSelf();
    const isShown = (room: ReturnType<typeof aRoom>) =>
      room.participants.some(({ id }) => id === ben.id);

    expect(isShown(direct.left(ben.id, direct.apply(aRoom([ann, ben]))))).toBe(false);
    expect(isShown(direct.apply(aRoom([ann, { ...ben, seat: "away" }])))).toBe(false);
    // A server that was restarted has forgotten the session.
    const restored = { ...ben, seat: "away", session: sessionId("restored") } as const;
    expect(isShown(direct.apply(aRoom([ann, restored])))).toBe(false);
    expect(isShown(direct.apply(aRoom([ann, { ...ben, session: sessionId("again") }])))).toBe(true);
  });

  it("hides nobody whom the server sees in the room again", () => {
    const direct = createDirectSelf();
    direct.left(ben.id, direct.apply(aRoom([ann, ben])));
    direct.apply(aRoom([ann, { ...ben, seat: "away" }]));

    const room = direct.apply(aRoom([ann, { ...ben, seat: "present" }]));

    expect(room.participants.map(({ id }) => id)).toContain(ben.id);
    expect(direct.apply(aRoom([ann, { ...ben, seat: "away" }])).participants).toHaveLength(2);
  });

  it("is nothing for somebody who is not in the room", () => {
    const direct = createDirectSelf();
    const room = direct.apply(aRoom([ann]));

    expect(direct.heard(ben.id, muted, room)).toBe(room);
  });
});
