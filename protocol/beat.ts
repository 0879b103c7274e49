/**
 * The heartbeat of a link: a few bytes over an unordered data channel without retransmissions, several times a second.
 * Binary, since it is the one message whose size is most of a call's upkeep.
 */

import { isArrayBuffer } from "./array-buffer.ts";

export interface Beat {
  /** Grows by one with each beat of this connection. */
  readonly sequence: number;
  /** The latest sequence that came from the other end; 0 before any. */
  readonly echo: number;
  /** How long ago that one came, milliseconds: what its round trip spent here. */
  readonly heldMs: number;
  /** How long the sender has heard no packet of any kind from the other end, milliseconds. */
  readonly silentMs: number;
  /** When the sender means to send its next one, milliseconds from now. */
  readonly nextMs: number;
}

const LENGTH = 14;
const MAX_16 = 0xffff;

/** The bytes of a beat: two unsigned 32-bit and three 16-bit numbers, big-endian; times saturate. */
export function encodeBeat({ sequence, echo, heldMs, silentMs, nextMs }: Beat): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(LENGTH));
  view.setUint32(0, sequence);
  view.setUint32(4, echo);
  [heldMs, silentMs, nextMs].forEach((timeMs, place) => {
    view.setUint16(8 + 2 * place, Math.min(Math.max(Math.round(timeMs), 0), MAX_16));
  });
  return view.buffer;
}

/** Reads a beat; null for what is none. The other end is not trusted: any bytes are read, none throw. */
export function decodeBeat(bytes: unknown): Beat | null {
  if (!isArrayBuffer(bytes) || bytes.byteLength !== LENGTH) return null;
  const view = new DataView(bytes);
  return {
    sequence: view.getUint32(0),
    echo: view.getUint32(4),
    heldMs: view.getUint16(8),
    silentMs: view.getUint16(10),
    nextMs: view.getUint16(12),
  };
}
