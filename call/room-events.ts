/**
 * What participants tell everyone over their links, past the server, so that it also works while that is away. Features
 * ride on it: each has a name and checks what its events say.
 */

import type { ParticipantId } from "#protocol/ids.ts";
import { type PeerMessage, ROOM_EVENT_MAX_LENGTH, type RoomEvent } from "#protocol/link.ts";

export interface HeardEvent {
  readonly from: ParticipantId;
  readonly name: string;
  /** As the other end sent it; not checked beyond its length. */
  readonly body: string;
}

export interface RoomEvents {
  /**
   * Tells everyone, or one participant alone, also those whose link is being mended, once it is. `name` is in kebab case;
   * throws a RangeError for a body that is too long.
   */
  send(name: string, body: string, to?: ParticipantId): void;
  /** Tells everyone who is connected now, and nobody later: for what is over in a moment. */
  flash(name: string, body: string): void;
  /** Calls back for each event of others, once, until the returned function is called. */
  subscribe(listener: (event: HeardEvent) => void): () => void;
}

/** The engine's side of it. */
export interface RoomEventExchange extends RoomEvents {
  receive(from: ParticipantId, event: RoomEvent): void;
  /** This peer can be told now: it gets what it may have missed. */
  opened(peer: ParticipantId): void;
  clear(): void;
}

/** How long an event is repeated to a link that opens: longer than most mending takes. */
const REPEATED_FOR_MS = 120_000;
const REPEATED_MAX = 100;
const REMEMBERED_MAX = 2_000;

export function createRoomEvents(
  tell: (message: PeerMessage, to?: ParticipantId) => void,
  nowMs: () => number,
): RoomEventExchange {
  const listeners = new Set<(event: HeardEvent) => void>();
  let sent: readonly {
    readonly event: RoomEvent;
    readonly to: ParticipantId | undefined;
    readonly atMs: number;
  }[] = [];
  /** By sender, since ids are the sender's choice. In order of arrival. */
  const heard = new Set<string>();

  return {
    send(name, body, to) {
      if (body.length > ROOM_EVENT_MAX_LENGTH) throw new RangeError("the room event is too long");
      const event: RoomEvent = { id: crypto.randomUUID(), name, body };
      const now = nowMs();
      sent = [
        ...sent.filter(({ atMs }) => now - atMs < REPEATED_FOR_MS),
        { event, to, atMs: now },
      ].slice(-REPEATED_MAX);
      tell({ kind: "event", event }, to);
    },
    flash(name, body) {
      tell({ kind: "event", event: { id: crypto.randomUUID(), name, body } });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    receive(from, { id, name, body }) {
      const key = `${from} ${id}`;
      if (heard.has(key)) return;
      heard.add(key);
      const [oldest] = heard;
      if (heard.size > REMEMBERED_MAX && oldest !== undefined) heard.delete(oldest);
      for (const listener of [...listeners]) listener({ from, name, body });
    },
    opened(peer) {
      const now = nowMs();
      for (const { event, to, atMs } of sent)
        if (now - atMs < REPEATED_FOR_MS && (to ?? peer) === peer)
          tell({ kind: "event", event }, peer);
    },
    clear() {
      sent = [];
      heard.clear();
    },
  };
}
