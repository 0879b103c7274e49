/**
 * Runs in a browser: bytes over a data channel as fast as it takes them, in messages of the size that Rondo sends. Nothing is
 * read from a file, checked, confirmed or stored.
 */

import { CHUNK_BYTES } from "#call/files/blocks.ts";
import { isArrayBuffer } from "#protocol/array-buffer.ts";

declare global {
  interface Window {
    /** At the end that sends: begins. */
    benchSend?: () => void;
    /** At the end that receives; the times are milliseconds of the page's own clock. */
    benchReceived?: { bytes: number; firstAtMs: number; lastAtMs: number };
  }
}

/** As much as Rondo lets the browser hold. */
const BUFFERED_MAX_BYTES = 1_048_576;
const BUFFERED_LOW_BYTES = 262_144;

/** Sends so many bytes once `window.benchSend` is called. */
export function sendBytes(channel: RTCDataChannel, bytes: number): void {
  const chunk = new Uint8Array(CHUNK_BYTES);
  let left = bytes;
  const fill = () => {
    while (left > 0 && channel.bufferedAmount < BUFFERED_MAX_BYTES) {
      channel.send(chunk);
      left -= chunk.byteLength;
    }
  };
  channel.bufferedAmountLowThreshold = BUFFERED_LOW_BYTES;
  channel.onbufferedamountlow = fill;
  channel.onopen = () => {
    window.benchSend = fill;
  };
}

/** Counts what comes, and lets it go. */
export function receiveBytes(channel: RTCDataChannel): void {
  channel.binaryType = "arraybuffer";
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (!isArrayBuffer(data)) return;
    const nowMs = performance.now();
    const known = window.benchReceived ?? { bytes: 0, firstAtMs: nowMs };
    const bytes = known.bytes + data.byteLength;
    window.benchReceived = { bytes, firstAtMs: known.firstAtMs, lastAtMs: nowMs };
  };
}
