/** Who may do what to whom in a room, as pure functions. */

import { type Failure, failure } from "#protocol/failure.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import type { ModerationNotice, Role } from "#protocol/moderation.ts";
import type { Moderation } from "#protocol/moderation-request.ts";
import type { GivenRole } from "../db/database.ts";

/** What a role follows from. */
export interface RankedSeat {
  readonly id: ParticipantId;
  readonly host: boolean;
  readonly cohost: boolean;
  readonly absence: object | null;
  readonly joinedAtMs: number;
}

/** What the role of a seat follows from, as it is kept beyond this process. */
export function givenRole({ host, cohost }: Pick<RankedSeat, "host" | "cohost">): GivenRole {
  if (host) return "host";
  return cohost ? "cohost" : null;
}

interface RankedRoom<S extends RankedSeat = RankedSeat> {
  readonly seats: ReadonlyMap<ParticipantId, S>;
}

/**
 * The role of a seat. Hosts are those with the key, also while they are away for a moment; where there is none, the
 * co-host who has been here longest stands in, else whoever has been here longest: a room is never without a hand.
 */
export function roleOf(room: RankedRoom, seat: RankedSeat): Role {
  if (seat.host || standInOf(room) === seat.id) return "host";
  return seat.cohost ? "cohost" : "guest";
}

function standInOf({ seats }: RankedRoom): ParticipantId | null {
  const all = [...seats.values()];
  if (all.some(({ host }) => host)) return null;
  const present = all.filter(({ absence }) => absence === null);
  const among = present.some(({ cohost }) => cohost)
    ? present.filter(({ cohost }) => cohost)
    : present;
  const first = among.reduce<RankedSeat | null>(
    (longest, seat) => (longest === null || isLonger(seat, longest) ? seat : longest),
    null,
  );
  return first?.id ?? null;
}

function isLonger(a: RankedSeat, b: RankedSeat): boolean {
  return a.joinedAtMs < b.joinedAtMs || (a.joinedAtMs === b.joinedAtMs && a.id < b.id);
}

const HOST_SETTINGS = [
  "lobby",
  "host-first",
  "permit",
  "start-muted",
  "password",
  "keep-chat",
] as const;

/** What is set for a room, in later calls too. */
export type HostSetting = Extract<Moderation, { kind: (typeof HOST_SETTINGS)[number] }>;

export function isHostSetting(moderation: Moderation): moderation is HostSetting {
  return HOST_SETTINGS.some((kind) => kind === moderation.kind);
}

/** What came of an action: whom to tell what. */
export interface Moderated {
  readonly told: readonly { readonly to: ParticipantId; readonly notice: ModerationNotice }[];
}

/**
 * Whether whoever holds a seat may do this now; null where they may. Co-hosts moderate guests; only hosts give roles, act
 * on co-hosts and end the call. Nobody acts on a host.
 */
export function moderationRefusal(
  room: RankedRoom,
  by: ParticipantId,
  moderation: Moderation,
): Failure | null {
  const actor = room.seats.get(by);
  if (actor === undefined) return failure("not-joined", "the seat is gone");
  const role = roleOf(room, actor);
  if (role === "guest") return failure("forbidden", "only a host may do this");
  if (role === "cohost" && (moderation.kind === "role" || moderation.kind === "end"))
    return failure("forbidden", "only the host may do this");
  // A stand-in has this call in hand; what lasts beyond it belongs to whoever opened the room.
  if ((isHostSetting(moderation) || moderation.kind === "allow-again") && !actor.host)
    return failure("forbidden", "only who opened the meeting may do this");
  if (!("who" in moderation) || moderation.who === null) return null;
  const target = room.seats.get(moderation.who);
  if (target === undefined) return failure("peer-gone", "this person has left already");
  // It takes nothing from anybody: it is for hosts too, and for oneself.
  if (moderation.kind === "spotlight") return null;
  if (target.id === by) return failure("invalid", "this is for others");
  const targetRole = roleOf(room, target);
  const isAbove = targetRole === "host" || (targetRole === "cohost" && role !== "host");
  return isAbove ? failure("forbidden", "this person has as much to say here") : null;
}

/** Whom an action is about: one, or all who have nothing to say here but the actor. */
export function targetsOf<S extends RankedSeat>(
  room: RankedRoom<S>,
  by: ParticipantId,
  who: ParticipantId | null,
): readonly S[] {
  if (who !== null) return [...room.seats.values()].filter(({ id }) => id === who);
  return [...room.seats.values()].filter(
    (seat) => seat.id !== by && roleOf(room, seat) === "guest",
  );
}
