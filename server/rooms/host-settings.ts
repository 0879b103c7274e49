/** What the host of a room sets for it, in later calls too: stored first, then carried out in the call that runs. */

import type { ChatKeeping } from "#protocol/chat-keeping.ts";
import { failure, type Result, success } from "#protocol/failure.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import type { ModerationNotice } from "#protocol/moderation.ts";
import type { RoomCode } from "#protocol/room-code.ts";
import type { RoomPassword } from "#protocol/room-password.ts";
import type { Database, RoomRecord } from "../db/database.ts";
import type { InTurn } from "../db/one-at-a-time.ts";
import type { RoomSettings } from "../db/room-settings.ts";
import type { Log } from "../log.ts";
import type { Door } from "./door.ts";
import { forgetOldChat } from "./kept-of-chat.ts";
import { type HostSetting, type Moderated, moderationRefusal } from "./moderation.ts";
import { turnedOff } from "./permissions.ts";
import type { Room } from "./room.ts";
import { setLobby, setPassword, setSettings } from "./room-decisions.ts";
import { unavailable } from "./room-failures.ts";
import type { RoomPasswords } from "./room-passwords.ts";
import type { RoomsInMemory, RuledChange } from "./rooms-in-memory.ts";

export interface HostSettings {
  /** Sets what `by` was found to be allowed to. Resolves when it is stored and carried out. */
  set(code: RoomCode, by: ParticipantId, setting: HostSetting): Promise<Result<Moderated>>;
  /**
   * After another way to keep the chat was set, in the call or not: what it does not keep goes from memory, and from the
   * database. `before` is the room as it was stored.
   */
  forgetChat(before: RoomRecord, keeping: ChatKeeping): void;
}

export function createHostSettings(parts: {
  rooms: RoomsInMemory;
  door: Pick<Door, "admitAll">;
  database: Pick<Database, "rooms" | "journal">;
  passwords: Pick<RoomPasswords, "hash">;
  inTurn: InTurn;
  nowMs: () => number;
  log: Log;
}): HostSettings {
  const { rooms, door, database, passwords, inTurn, nowMs, log } = parts;

  /** The room, where `by` may set this now: it may have taken a while to be their turn. */
  function judgedRoom(code: RoomCode, by: ParticipantId, setting: HostSetting): Result<Room> {
    const room = rooms.get(code);
    if (room === undefined) return gone;
    const refusal = moderationRefusal(room, by, setting);
    return refusal ?? success(room);
  }

  /** Stores what is set for a room, then carries it out; resolves with the room before and after. */
  function change(
    code: RoomCode,
    by: ParticipantId,
    setting: HostSetting,
    step: (settings: RoomSettings) => RoomSettings,
  ): Promise<Result<RuledChange>> {
    return inTurn(async () => {
      const judged = judgedRoom(code, by, setting);
      if (!judged.ok) return judged;
      const room = judged.value;
      try {
        await database.rooms.setSettings(room.record.id, step(room.record.settings));
      } catch (error) {
        log.error({ error }, "the settings of a room could not be stored");
        return unavailable();
      }
      const changed = rooms.apply(code, (current) =>
        setSettings(current, step(current.record.settings)),
      );
      rooms.forgetIfEmpty(code);
      return success(changed ?? { before: room, after: room });
    });
  }

  function openLobby(
    code: RoomCode,
    by: ParticipantId,
    setting: Extract<HostSetting, { kind: "lobby" }>,
  ): Promise<Result<Moderated>> {
    return inTurn(async () => {
      const judged = judgedRoom(code, by, setting);
      if (!judged.ok) return judged;
      const { lobby } = setting;
      try {
        await database.rooms.setLobby(judged.value.record.id, lobby);
      } catch (error) {
        log.error({ error }, "the lobby of a room could not be stored");
        return unavailable();
      }
      rooms.apply(code, (current) => setLobby(current, lobby));
      // Nobody waits for an answer that nobody has to give any more.
      if (!lobby) door.admitAll(code);
      rooms.forgetIfEmpty(code);
      return nobodyTold;
    });
  }

  /** Those whose source goes off by it are told who did that. */
  async function permit(
    code: RoomCode,
    by: ParticipantId,
    setting: Extract<HostSetting, { kind: "permit" }>,
  ): Promise<Result<Moderated>> {
    const { what, allowed } = setting;
    // As it is when they say so: they may leave before it is stored.
    const name = rooms.get(code)?.seats.get(by)?.label ?? "";
    const changed = await change(code, by, setting, (settings) => ({
      ...settings,
      guestsMay: { ...settings.guestsMay, [what]: allowed },
    }));
    if (!changed.ok) return changed;
    // What is no source is not turned off at anybody.
    if (allowed || what === "chat" || what === "rename") return nobodyTold;
    const { before, after } = changed.value;
    const notice: ModerationNotice = { kind: "withdrawn", source: what, by: name };
    return success({
      told: turnedOff(before, after, what).map(({ id }) => ({ to: id, notice })),
    });
  }

  async function changePassword(
    code: RoomCode,
    by: ParticipantId,
    setting: Extract<HostSetting, { kind: "password" }>,
  ): Promise<Result<Moderated>> {
    // Outside of the turn: while passwords are hashed, other rooms' settings do not wait.
    const passwordHash = await hashOf(setting.password);
    return await inTurn(async () => {
      const judged = judgedRoom(code, by, setting);
      if (!judged.ok) return judged;
      try {
        await database.rooms.setPassword(judged.value.record.id, passwordHash);
      } catch (error) {
        log.error({ error }, "the password of a room could not be stored");
        return unavailable();
      }
      rooms.apply(code, (current) => setPassword(current, passwordHash));
      rooms.forgetIfEmpty(code);
      return nobodyTold;
    });
  }

  async function hashOf(password: RoomPassword | null): Promise<string | null> {
    return password === null ? null : await passwords.hash(password);
  }

  async function keepChat(
    code: RoomCode,
    by: ParticipantId,
    setting: Extract<HostSetting, { kind: "keep-chat" }>,
  ): Promise<Result<Moderated>> {
    const { keeping } = setting;
    const changed = await change(code, by, setting, (settings) => ({
      ...settings,
      keepChat: keeping,
    }));
    if (!changed.ok) return changed;
    forgetChat(changed.value.before.record, keeping);
    return nobodyTold;
  }

  function forgetChat({ id, code, settings }: RoomRecord, keeping: ChatKeeping): void {
    const atMs = nowMs();
    rooms.apply(code, (current) => forgetOldChat(current, atMs));
    // Through the journal, in which what was said a moment ago may still be waiting. By the earlier setting too: what
    // it kept no longer, and nobody has deleted yet, must not come back by a longer one.
    for (const each of [settings.keepChat, keeping])
      database.journal.record({ kind: "chat-forgotten", roomId: id, keeping: each, atMs });
  }

  return {
    forgetChat,

    async set(code, by, setting) {
      switch (setting.kind) {
        case "lobby":
          return await openLobby(code, by, setting);
        case "permit":
          return await permit(code, by, setting);
        case "password":
          return await changePassword(code, by, setting);
        case "keep-chat":
          return await keepChat(code, by, setting);
        case "host-first": {
          const { hostFirst } = setting;
          const changed = await change(code, by, setting, (settings) => ({
            ...settings,
            hostFirst,
          }));
          return changed.ok ? nobodyTold : changed;
        }
        case "start-muted": {
          const { startsMuted } = setting;
          const changed = await change(code, by, setting, (settings) => ({
            ...settings,
            startsMuted,
          }));
          return changed.ok ? nobodyTold : changed;
        }
      }
    },
  };
}

const gone = failure("not-joined", "the seat is gone");
const nobodyTold = success({ told: [] });
