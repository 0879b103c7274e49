/**
 * What participants say of themselves over their links, past the server: a microphone that is muted while the server is
 * away is muted for everyone at once, and who leaves is gone. What the server says later counts again.
 */

import type { ParticipantId, SessionId } from "#protocol/ids.ts";
import type { ParticipantState, RoomState, SelfState } from "#protocol/room.ts";

export interface DirectSelf {
  /** A peer said so; `room` is what the server said last. Returns the room as it is to be shown. */
  heard(from: ParticipantId, self: SelfState, room: RoomState): RoomState;
  /** A peer left, while the server cannot tell; returns the room as it is to be shown. */
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
  /** Sessions that said goodbye: a server that was away keeps their seats until it knows. */
  const gone = new Map<ParticipantId, SessionId>();
  /** The latest room without what was heard directly. */
  let said: RoomState | null = null;

  const withWords = (room: RoomState): RoomState => {
    if (words.size === 0 && gone.size === 0) return room;
    const present = room.participants.filter(({ id, session }) => gone.get(id) !== session);
    const participants = present.map((participant) => {
      const word = words.get(participant.id);
      if (word === undefined) return participant;
      if (isSame(word.self, participant) || !isSame(word.before, participant)) {
        words.delete(participant.id);
        return participant;
      }
      return { ...participant, ...word.self };
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
      const known = (said ?? room).participants.find(({ id }) => id === from);
      if (known === undefined) return room;
      gone.set(from, known.session);
      return withWords(said ?? room);
    },
    apply(room) {
      said = room;
      const present = new Map(room.participants.map(({ id, session }) => [id, session]));
      for (const id of words.keys()) if (!present.has(id)) words.delete(id);
      for (const [id, session] of gone) if (present.get(id) !== session) gone.delete(id);
      return withWords(room);
    },
    clear() {
      words.clear();
      gone.clear();
      said = null;
    },
  };
}

function selfOf({ microphone, camera }: ParticipantState): SelfState {
  return { microphone, camera };
}

function isSame(a: SelfState, b: SelfState): boolean {
  return a.microphone === b.microphone && a.camera === b.camera;
}
