/**
 * What participants say of themselves over their links, past the server: a microphone that is muted while the server is
 * away is muted for everyone at once, and who leaves is gone. What the server says later counts again.
 */

import type { ParticipantId } from "#protocol/ids.ts";
import { isSameSelf, type RoomState, type SelfState, selfOf } from "#protocol/room.ts";
import { withinPermissions } from "./permitted.ts";

export interface DirectSelf {
  /** A peer said so; `room` is what the server said last. Returns the room as it is to be shown. */
  heard(from: ParticipantId, self: SelfState, room: RoomState): RoomState;
  /**
   * A peer left, says the peer. Counts while the server cannot tell or has lost the peer as well: nobody can hide from
   * others in a room that the server has them in. Returns the room as it is to be shown.
   */
  left(from: ParticipantId, room: RoomState): RoomState;
  /** A room as the server sent it; returns it with what it cannot know yet. */
  apply(room: RoomState): RoomState;
  clear(): void;
}

interface Word {
  readonly self: SelfState;
  /** What the server said of this participant then; once it says something else, it knows better. */
  readonly before: SelfState;
}

export function createDirectSelf(): DirectSelf {
  const words = new Map<ParticipantId, Word>();
  /** Who said goodbye: a server that was away keeps their seats until it knows. */
  const gone = new Set<ParticipantId>();
  /** The latest room without what was heard directly. */
  let said: RoomState | null = null;

  const withWords = (room: RoomState): RoomState => {
    if (words.size === 0 && gone.size === 0) return room;
    const present = room.participants.filter(({ id }) => !gone.has(id));
    const participants = present.map((participant) => {
      const word = words.get(participant.id);
      if (word === undefined) return participant;
      if (isSameSelf(word.self, participant) || !isSameSelf(word.before, participant)) {
        words.delete(participant.id);
        return participant;
      }
      // Guests who may not be heard cannot say that they are.
      return withinPermissions(room, { ...participant, ...word.self });
    });
    return { ...room, participants };
  };

  return {
    heard(from, self, room) {
      const known = (said ?? room).participants.find(({ id }) => id === from);
      if (known === undefined) return room;
      words.set(from, { self, before: selfOf(known) });
      return withWords(said ?? room);
    },
    left(from, room) {
      if (!(said ?? room).participants.some(({ id }) => id === from)) return room;
      gone.add(from);
      return withWords(said ?? room);
    },
    apply(room) {
      said = room;
      const seats = new Map(room.participants.map(({ id, seat }) => [id, seat]));
      for (const id of words.keys()) if (!seats.has(id)) words.delete(id);
      for (const id of gone) if (seats.get(id) !== "away") gone.delete(id);
      return withWords(room);
    },
    clear() {
      words.clear();
      gone.clear();
      said = null;
    },
  };
}
