/** Carries out what hosts and co-hosts want of others, if they may, and says whom to tell what. */

import { type Failure, failure, type Result, success } from "#protocol/failure.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import type { KeptOut, ModerationNotice } from "#protocol/moderation.ts";
import type { Moderation } from "#protocol/moderation-request.ts";
import type { RoomCode } from "#protocol/room-code.ts";
import type { Door } from "./door.ts";
import type { HostSettings } from "./host-settings.ts";
import { roomFull, seatsLeft } from "./lobby.ts";
import { isHostSetting, type Moderated, moderationRefusal, targetsOf } from "./moderation.ts";
import { mayUse, notPermitted } from "./permissions.ts";
import type { Room } from "./room.ts";
import { setLobbyMessage, setLocked, setSpotlight } from "./room-decisions.ts";
import type { RoomsInMemory } from "./rooms-in-memory.ts";
import { lowerHand, setCohost, setSelf } from "./seats.ts";

export interface Moderating {
  /** Carries out what a host wants, if they may; resolves with whom to tell what. A removal is stored first. */
  moderate(code: RoomCode, by: ParticipantId, moderation: Moderation): Promise<Result<Moderated>>;
  /** Who was removed and may not come again yet, for whoever may let them; the latest last. */
  keptOut(code: RoomCode, by: ParticipantId): Promise<Result<readonly KeptOut[]>>;
}

export function createModerating(parts: {
  rooms: RoomsInMemory;
  door: Door;
  settings: HostSettings;
  nowMs: () => number;
}): Moderating {
  const { rooms, door, settings, nowMs } = parts;

  /** Stops a source of somebody, or of everyone; people are told by whom. */
  function stopSource(
    room: Room,
    by: ParticipantId,
    name: string,
    { source, who }: Extract<Moderation, { kind: "stop" }>,
  ): Moderated {
    const targets = targetsOf(room, by, who).filter(({ self }) => self[source]);
    rooms.apply(room.record.code, (current) =>
      targets.reduce(
        (changed, { id }) => setSelf(changed, id, { [source]: false }, nowMs()),
        current,
      ),
    );
    const notice: ModerationNotice = { kind: "stopped", source, by: name };
    return { told: targets.map(({ id }) => ({ to: id, notice })) };
  }

  /** Lowers a hand, or all of them; only whose hand was up is told. */
  function lowerHands(
    room: Room,
    by: ParticipantId,
    name: string,
    { who }: Extract<Moderation, { kind: "lower-hand" }>,
  ): Moderated {
    const targets = targetsOf(room, by, who);
    rooms.apply(room.record.code, (current) =>
      targets.reduce((changed, { id }) => lowerHand(changed, id), current),
    );
    const raised = targets.filter(({ self }) => self.hand);
    const notice: ModerationNotice = { kind: "hand-lowered", source: null, by: name };
    return { told: raised.map(({ id }) => ({ to: id, notice })) };
  }

  /**
   * Whether `by` has lost the right to it while it was being stored. That somebody has left by now changes nothing: a host
   * who goes, and whoever goes to escape, undo nothing by it.
   */
  function noLonger(code: RoomCode, by: ParticipantId, moderation: Moderation): Failure | null {
    const room = rooms.get(code);
    const refusal = room === undefined ? null : moderationRefusal(room, by, moderation);
    return refusal?.code === "forbidden" ? refusal : null;
  }

  return {
    async moderate(code, by, moderation) {
      const room = rooms.get(code);
      if (room === undefined) return failure("not-joined", "the seat is gone");
      const refusal = moderationRefusal(room, by, moderation);
      if (refusal !== null) return refusal;
      if (isHostSetting(moderation)) return await settings.set(code, by, moderation);
      const name = room.seats.get(by)?.label ?? "";
      switch (moderation.kind) {
        case "remove": {
          if (moderation.mayReturn === true) {
            door.sendOut(code, moderation.who);
            return nobodyTold;
          }
          const removed = await door.remove(code, moderation.who, "removed-by-host", () =>
            noLonger(code, by, moderation),
          );
          return removed.ok ? nobodyTold : removed;
        }
        case "allow-again": {
          const allowed = await door.allowAgain(code, moderation.participant);
          return allowed.ok ? nobodyTold : allowed;
        }
        case "end":
          door.sendAllOut(code, "ended-by-host");
          rooms.forgetIfEmpty(code);
          return nobodyTold;
        case "lock":
          rooms.apply(code, (current) => setLocked(current, moderation.locked));
          // Nobody waits at a door that is open.
          if (!moderation.locked) door.admitAll(code);
          return nobodyTold;
        case "spotlight": {
          const { who, on } = moderation;
          rooms.apply(code, (current) => setSpotlight(current, { who, by: name, on }));
          return nobodyTold;
        }
        case "answer": {
          const knocks = room.waiting.filter(({ id }) => id === moderation.knock);
          if (knocks.length === 0)
            return failure("peer-gone", "this person does not wait any more");
          if (moderation.admit && seatsLeft(room, nowMs()) === 0) return roomFull(room);
          door.answer(code, knocks, moderation.admit);
          return nobodyTold;
        }
        case "lobby-message":
          rooms.apply(code, (current) => setLobbyMessage(current, moderation.text));
          return nobodyTold;
        case "role":
          rooms.apply(code, (current) =>
            setCohost(current, moderation.who, moderation.role === "cohost"),
          );
          return nobodyTold;
        case "ask": {
          const { who, source } = moderation;
          const asked = room.seats.get(who);
          // They could not do it.
          if (asked !== undefined && !mayUse(room, asked, source)) return notPermitted(source);
          return success({ told: [{ to: who, notice: { kind: "asked", source, by: name } }] });
        }
        case "stop":
          return success(stopSource(room, by, name, moderation));
        case "lower-hand":
          return success(lowerHands(room, by, name, moderation));
      }
    },

    async keptOut(code, by) {
      const room = rooms.get(code);
      if (room === undefined) return failure("not-joined", "the seat is gone");
      // Whoever may let somebody come again may see whom.
      const refusal = moderationRefusal(room, by, { kind: "allow-again", participant: by });
      return refusal ?? (await door.keptOut(code));
    },
  };
}

const nobodyTold = success({ told: [] });
