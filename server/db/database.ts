/**
 * What must outlive a process, as the rest of the server sees it. Live state (who is in a room right now) never goes
 * through here: a room lives in memory and tells the journal what happened, after the fact.
 *
 * Implemented once over Prisma, for SQLite and for PostgreSQL; `database.contract.ts` runs against both.
 */

import type { ChatEntry } from "#protocol/chat.ts";
import type { ChatKeeping } from "#protocol/chat-keeping.ts";
import type { RoomCode } from "#protocol/room-code.ts";
import type { Schedule } from "#protocol/schedule.ts";
import type { RoomSettings } from "./room-settings.ts";

/** The lasting place behind a link. */
export interface RoomRecord {
  readonly id: string;
  readonly code: RoomCode;
  /** How its people call it; null where it has only its code. */
  readonly title: string | null;
  /** When they meet; null where nobody said. */
  readonly schedule: Schedule | null;
  /** SHA-256 of the host key, hex; the key itself is known to the creator's browser only. */
  readonly hostKeyHash: string;
  readonly requireEmail: boolean;
  /** Who is new waits until a host lets them in. */
  readonly lobby: boolean;
  readonly settings: RoomSettings;
  /** Of the password, slow and salted; null where there is none. */
  readonly passwordHash: string | null;
  readonly createdAtMs: number;
  /** Set while an administrator's "end" keeps the link closed; the host key clears it. */
  readonly closedAtMs: number | null;
}

type PatchedKey = "title" | "schedule" | "requireEmail" | "lobby" | "settings" | "passwordHash";

/** What whoever has the host key decides about a room; what is absent stays. */
export type RoomPatch = {
  readonly [Key in PatchedKey]?: RoomRecord[Key] | undefined;
};

/** A person as a join describes them. An e-mail is already trimmed, NFC and lower-cased. */
export interface Person {
  readonly name: string;
  readonly email: string | null;
  /** SHA-256 of the browser's device cookie, hex; null for a caller without cookies. */
  readonly deviceHash: string | null;
}

/** What somebody's say follows from: they showed the host key, or a host made them a co-host; null for neither. */
export type GivenRole = "host" | "cohost" | null;

/** One thing that happened in a call; written behind, in order, in batches. */
export type CallEvent =
  | {
      readonly kind: "call-started";
      readonly callId: string;
      readonly roomId: string;
      readonly atMs: number;
    }
  | { readonly kind: "call-peaked"; readonly callId: string; readonly people: number }
  /** The call is locked since then, or open again (null). */
  | { readonly kind: "call-locked"; readonly callId: string; readonly sinceMs: number | null }
  | {
      readonly kind: "call-ended";
      readonly callId: string;
      /** Whether its chat outlives it. */
      readonly keepsChat: boolean;
      readonly atMs: number;
    }
  | {
      readonly kind: "participant-joined";
      /** Primary key of the participation; a seat given up and taken anew is a new participation. */
      readonly participationId: string;
      readonly callId: string;
      readonly participantId: string;
      readonly person: Person;
      /** Browser family and major version, for the administrator ("Firefox 153"). */
      readonly browser: string;
      readonly atMs: number;
    }
  | {
      readonly kind: "role-given";
      readonly participationId: string;
      readonly role: GivenRole;
    }
  | {
      readonly kind: "participant-renamed";
      readonly participationId: string;
      readonly name: string;
    }
  | { readonly kind: "participant-left"; readonly participationId: string; readonly atMs: number }
  | { readonly kind: "chat-posted"; readonly callId: string; readonly entry: ChatEntry }
  /** The text of an entry is taken back, of this call or an earlier one of the room; the entry stays, without it. */
  | {
      readonly kind: "chat-deleted";
      readonly roomId: string;
      readonly callId: string;
      readonly seq: number;
    }
  /** What a room with this setting kept no longer at this time is deleted, whatever is set for it now. */
  | {
      readonly kind: "chat-forgotten";
      readonly roomId: string;
      readonly keeping: ChatKeeping;
      readonly atMs: number;
    };

/**
 * The write-behind queue. One writer; order is kept; a failing database is retried with back-off while events wait
 * in memory (bounded; the oldest are dropped and counted beyond the bound), so no message ever waits for a disk.
 */
export interface Journal {
  /** Queues one event; returns at once and never throws. */
  record(event: CallEvent): void;
  /** Resolves when everything recorded so far is written, or rejects after `timeoutMs`. */
  flush(timeoutMs: number): Promise<void>;
}

/** A call that was running when the process ended, with the seats that were taken; for restoring after a restart. */
export interface OpenCall {
  readonly callId: string;
  readonly room: RoomRecord;
  readonly startedAtMs: number;
  readonly locked: boolean;
  readonly peakPeople: number;
  readonly seats: readonly {
    readonly participationId: string;
    readonly participantId: string;
    readonly name: string;
    readonly browser: string;
    readonly deviceHash: string | null;
    readonly role: GivenRole;
    readonly joinedAtMs: number;
  }[];
  /** In order. */
  readonly chat: readonly ChatEntry[];
}

/** A person sent out of a room by an administrator or a host: the seat is void, and a new join is refused until `untilMs`. */
export interface Removal {
  readonly roomId: string;
  readonly participantId: string;
  readonly deviceHash: string | null;
  /** The removed person's e-mail, if one was given; compared, never shown. */
  readonly email: string | null;
  readonly atMs: number;
  readonly untilMs: number;
}

export interface PastCall {
  readonly callId: string;
  readonly code: RoomCode;
  readonly startedAtMs: number;
  /** Null while the call runs. */
  readonly endedAtMs: number | null;
  readonly peakPeople: number;
  readonly participations: readonly {
    readonly name: string;
    readonly browser: string;
    readonly joinedAtMs: number;
    readonly leftAtMs: number | null;
  }[];
}

export interface AuditEntry {
  readonly atMs: number;
  readonly action: "sign-in" | "sign-out" | "end-room" | "remove-person";
  /** Room code the action was about, if any. */
  readonly code: string | null;
  /** Name of the person the action was about, if any. */
  readonly subject: string | null;
}

export interface AdminSessionRecord {
  /** SHA-256 of the cookie's token, hex. */
  readonly tokenHash: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

export interface Database {
  readonly kind: "sqlite" | "postgresql";
  readonly journal: Journal;

  readonly rooms: {
    /** Stores a new room; rejects with `RoomCodeTakenError` if the code exists. */
    create(room: {
      code: RoomCode;
      hostKeyHash: string;
      requireEmail: boolean;
      lobby: boolean;
      title?: string | null;
      schedule?: Schedule | null;
      settings?: RoomSettings;
      passwordHash: string | null;
      atMs: number;
    }): Promise<RoomRecord>;
    find(code: RoomCode): Promise<RoomRecord | null>;
    /** What entering a room needs, in one question: the room and the removals in force at `nowMs`, oldest first. */
    findToEnter(
      code: RoomCode,
      nowMs: number,
    ): Promise<{ readonly room: RoomRecord; readonly removals: readonly Removal[] } | null>;
    close(roomId: string, atMs: number): Promise<void>;
    reopen(roomId: string): Promise<void>;
    /** Resolves when it is stored. */
    setLobby(roomId: string, lobby: boolean): Promise<void>;
    /**
     * Changes a room, which counts as used by that; resolves with the room as it is then, null if it is gone. A password is
     * then stored beyond a power cut.
     */
    change(roomId: string, patch: RoomPatch, atMs: number): Promise<RoomRecord | null>;
    /** Deletes a room with all its calls, and people who have no other; resolves when it is on disk. */
    delete(roomId: string): Promise<void>;
    /** Stores all of them; resolves when they are stored. */
    setSettings(roomId: string, settings: RoomSettings): Promise<void>;
    /** Resolves when it is stored, beyond a power cut. */
    setPassword(roomId: string, passwordHash: string | null): Promise<void>;
    /** The latest of what was written in a room since a time, at most so many entries, in order. */
    listChat(
      roomId: string,
      which: { readonly sinceMs: number; readonly limit: number },
    ): Promise<readonly ChatEntry[]>;
    count(): Promise<number>;
  };

  readonly calls: {
    /** Calls without an end, with their open seats; read once at start. */
    listOpen(): Promise<readonly OpenCall[]>;
    /** Newest first, ended ones only. `search` matches the code, with or without dashes. */
    listPast(query: { limit: number; search: string }): Promise<readonly PastCall[]>;
  };

  readonly removals: {
    /** Resolves when the removal is on disk: only then may it be acknowledged. */
    add(removal: Removal): Promise<void>;
    /** Takes back what was added, as if it had not been. */
    withdraw(removal: Removal): Promise<void>;
    listActive(roomId: string, nowMs: number): Promise<readonly Removal[]>;
    /** Those with the names that people gave, oldest first; null where no stay of theirs is kept. */
    listNamed(
      roomId: string,
      nowMs: number,
    ): Promise<readonly { readonly removal: Removal; readonly name: string | null }[]>;
  };

  readonly admin: {
    createSession(session: AdminSessionRecord): Promise<void>;
    findSession(tokenHash: string, nowMs: number): Promise<AdminSessionRecord | null>;
    deleteSession(tokenHash: string): Promise<void>;
    addAudit(entry: AuditEntry): Promise<void>;
    listAudit(limit: number): Promise<readonly AuditEntry[]>;
  };

  /**
   * Deletes calls that ended before `beforeMs` with their participations and chats, what rooms keep of their chats no
   * longer, users left without participations, audit entries as old, expired removals and admin sessions, and rooms unused
   * since `roomsBeforeMs`. Returns how many calls went.
   */
  deleteExpired(limits: {
    beforeMs: number;
    roomsBeforeMs: number;
    nowMs: number;
  }): Promise<{ calls: number }>;

  /** A trivial query; rejects when the database cannot answer. For `/readyz`. */
  ping(): Promise<void>;
  /** Flushes the journal and disconnects. The caller must not use the database afterwards. */
  close(): Promise<void>;
}
