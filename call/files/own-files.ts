/** What a call knows of its files: for who shows them, and for the session; nothing of it is loaded before it is needed. */

import type { ParticipantId, SessionId } from "#protocol/ids.ts";
import type { HeardEvent, RoomEvents } from "../room-events.ts";
import type { ReadableStore } from "../store.ts";
import type { FileId } from "./file-words.ts";
import type { ArrivedFile, Transfer } from "./transfer.ts";

/** Name of the room events about files. */
export const FILE_EVENT = "file";

export interface Files extends ReadableStore<readonly Transfer[]> {
  /** Loads what it takes to send and receive, so that this works later without the server. */
  prepare(): void;
  /** Offers each of these files to each of these participants, who may take it or not. */
  offer(files: readonly File[], to: readonly ParticipantId[]): void;
  /** Takes a file that was offered. */
  accept(id: FileId): void;
  refuse(id: FileId): void;
  /** Ends a transfer that is under way, for both ends. */
  cancel(id: FileId): void;
  /** Hands a file that came to the browser's downloads, once more. */
  save(id: FileId): void;
  /** Takes one that is over from the list, and a file that came from where it was put. */
  forget(id: FileId): void;
}

/** The session's side of it. */
export interface OwnFiles extends Files {
  heard(event: HeardEvent): void;
  /** A data channel that this participant opened. */
  streamed(from: ParticipantId, channel: RTCDataChannel): void;
  /** Somebody came, went or began anew: what was under way with those who are gone is over. */
  peopleChanged(): void;
  /** What arrived so far, at either end, and was not taken from the list; it outlives `clear()`. */
  arrived(): readonly ArrivedFile[];
  /** Nothing of the room is known any more. */
  clear(): void;
}

/** Somebody in the room. */
export interface FilePerson {
  readonly name: string;
  /** Null while they are away: then nobody knows whether they begin anew. */
  readonly session: SessionId | null;
  /** Whether words and streams reach them now. */
  readonly isReached: boolean;
  /** Whether the host lets them send anything to others. */
  readonly maySend: boolean;
}

export interface FilesOptions {
  readonly events: Pick<RoomEvents, "send">;
  /** Null while the link is not open. */
  readonly openStream: (to: ParticipantId, label: string) => RTCDataChannel | null;
  readonly personOf: (id: ParticipantId) => FilePerson | null;
  /** Round trip of the last moments, milliseconds; null where it is not known. */
  readonly rttMsOf: (id: ParticipantId) => number | null;
  readonly nowMs: () => number;
}
