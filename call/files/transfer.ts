/** A file on its way from one participant to another, as both ends see it. Values; the rules that change them are pure. */

import type { ParticipantId } from "#protocol/ids.ts";
import type { FileFailure, FileId } from "./file-words.ts";

/**
 * `offered` waits for an answer; `running` sends or receives; `waiting` does neither until the link is mended; the others
 * are final. `gone`: the other one left.
 */
export type TransferStatus =
  | "offered"
  | "running"
  | "waiting"
  | "received"
  | "refused"
  | "canceled"
  | "gone"
  | FileFailure;

export interface Transfer {
  readonly id: FileId;
  readonly direction: "outgoing" | "incoming";
  readonly peer: ParticipantId;
  readonly peerName: string;
  /** Safe to be saved under. */
  readonly name: string;
  readonly bytes: number;
  /** Stored at the end that takes it. */
  readonly storedBytes: number;
  /** Of the last seconds; null while that is not known. */
  readonly bytesPerSecond: number | null;
  readonly status: TransferStatus;
}

/** A file that arrived, as it is looked back on after the call. */
export interface ArrivedFile extends Pick<Transfer, "direction" | "peerName" | "name" | "bytes"> {
  /** What came, for as long as the page lives; null for what was sent. */
  readonly content: Blob | null;
}

const UNDER_WAY: ReadonlySet<TransferStatus> = new Set(["offered", "running", "waiting"]);

/** Whether something can still come of it. */
export function isUnderWay({ status }: Pick<Transfer, "status">): boolean {
  return UNDER_WAY.has(status);
}

/** Whether it would be lost if this page went: one of ours that was taken, or one that is coming. */
export function isMoving({ status }: Pick<Transfer, "status">): boolean {
  return status === "running" || status === "waiting";
}

/** How fast something grew, from looks at it: over a few seconds, so that it does not jump. */
export interface Speedometer {
  /** Bytes a second; null before there is enough to tell. */
  look(bytes: number, nowMs: number): number | null;
  reset(): void;
}

const OVER_MS = 4_000;
const KNOWN_AFTER_MS = 500;

export function createSpeedometer(): Speedometer {
  let looks: readonly { readonly bytes: number; readonly atMs: number }[] = [];
  return {
    look(bytes, nowMs) {
      looks = [...looks.filter(({ atMs }) => nowMs - atMs <= OVER_MS), { bytes, atMs: nowMs }];
      const [first] = looks;
      if (first === undefined || nowMs - first.atMs < KNOWN_AFTER_MS) return null;
      return ((bytes - first.bytes) / (nowMs - first.atMs)) * 1_000;
    },
    reset() {
      looks = [];
    },
  };
}
