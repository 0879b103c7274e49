/** What a handler is: a few lines from a validated request to a result. */

import { type Failure, failure, type Result } from "#protocol/failure.ts";
import type { ParticipantId, SessionId } from "#protocol/ids.ts";
import type {
  Notice,
  NoticeName,
  RequestName,
  RequestPayload,
  RequestReply,
} from "#protocol/messages.ts";
import type { IceConfiguration } from "#protocol/room.ts";
import type { RoomCode } from "#protocol/room-code.ts";
import type { MeasurementSums } from "../measurements/measurements.ts";
import type { RoomRegistry } from "../rooms/room-registry.ts";
import type { ResumedSeat } from "./resume-token.ts";
import type { TokenBucket } from "./token-bucket.ts";

/** The seat that a socket holds. */
export interface Holding {
  readonly code: RoomCode;
  readonly participant: ParticipantId;
  readonly session: SessionId;
}

/** What the server knows of a caller by itself; none of it comes from a message. */
export interface Caller {
  /** Id of the socket. */
  readonly connection: string;
  readonly deviceHash: string | null;
  /** "Firefox 153"; from the User-Agent, for the administrator. */
  readonly browser: string;
  /** True address, for limits only. */
  readonly address: string;
}

/** All that a handler may touch: never the socket, never the server. */
export interface HandlerContext {
  readonly caller: Caller;
  readonly rooms: RoomRegistry;
  /** Where what browsers tell of calls is added up. */
  readonly measurements: Pick<MeasurementSums, "add">;
  /** Descriptions and candidates are counted for each other participant, the rest for the socket. */
  readonly rates: Readonly<
    Record<
      "descriptions" | "candidates" | "chat" | "passwords",
      { readonly perSecond: number; readonly burst: number }
    >
  >;
  readonly nowMs: () => number;
  /** The seat of this socket, or null before joining. */
  holding(): Holding | null;
  /** Binds this socket to a seat and to the room's state. */
  hold(holding: Holding): void;
  /** Unbinds it. */
  release(): void;
  /** Binds this socket to the lobby of a room until it holds a seat, or stops waiting. */
  wait(code: RoomCode | null): void;
  /** Runs one joining at a time: what was checked before waiting for the database still holds after it. */
  enterOnce<T>(enter: () => Promise<Result<T>>): Promise<Result<T>>;
  /** False once the socket is gone, which may happen while a handler waits. */
  isConnected(): boolean;
  /** Subscribes this socket to the previews of one room, or of none. */
  watch(code: RoomCode | null): void;
  /** Sends a notice to whoever holds a seat now. */
  notify<N extends NoticeName>(to: ParticipantId, name: N, notice: Notice<N>): void;
  /** A bucket of this socket, for what is limited beyond the general rate; made on first use. */
  bucket(name: string, limit: { perSecond: number; burst: number }): TokenBucket;
  /** Counts an unknown code against the caller's address; false when it guessed too often. */
  mayLookUp(): boolean;
  /** Counts a code that no meeting has; resolves later while the whole server is busy with guesses. */
  countUnknownCode(): Promise<void>;
  iceFor(participant: ParticipantId): IceConfiguration;
  readonly hasRelay: boolean;
  /** Resume tokens: made for a seat, and read back (null if not ours, expired, or another browser's). */
  readonly resume: {
    issue(holding: Omit<Holding, "session"> & { readonly host: boolean }): string;
    read(token: string, code: RoomCode): ResumedSeat | null;
  };
}

export type Handler<N extends RequestName> = (
  context: HandlerContext,
  payload: RequestPayload<N>,
) => Result<RequestReply<N>> | Promise<Result<RequestReply<N>>>;

export type Handlers = { readonly [N in RequestName]: Handler<N> };

/** Counts a request of a kind that is limited beyond the general rate; the refusal where it comes too soon, else null. */
export function takeTurn(
  context: Pick<HandlerContext, "bucket" | "nowMs">,
  name: string,
  rate: { readonly perSecond: number; readonly burst: number },
): Failure | null {
  const bucket = context.bucket(name, rate);
  const now = context.nowMs();
  if (bucket.take(now)) return null;
  return failure("rate-limited", `too many of these: ${name}`, {
    retryAfterMs: bucket.waitMs(now),
  });
}

export const notJoined: Failure = failure("not-joined", "join a room first");
export const tooManyLookups: Failure = failure("rate-limited", "too many unknown codes", {
  retryAfterMs: 60_000,
});
