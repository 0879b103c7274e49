/** One end of a stream: sends a file over a data channel, no faster than the other end stores it. */

import { BLOCK_BYTES, CHUNK_BYTES, digestOf, WINDOW_BYTES } from "./blocks.ts";
import type { Pace } from "./pace.ts";

/** `closed`: the link went, or the other end asks again. `unreadable`: the file is not what it was. */
export type SendingEnd = "sent" | "closed" | "unreadable";

export interface SendingOptions {
  readonly file: Blob;
  readonly fromByte: number;
  /** Closed when all is over. */
  readonly channel: RTCDataChannel;
  readonly pace: Pick<Pace, "take">;
  /** The other end has stored so many bytes of the file. */
  readonly onStored: (bytes: number) => void;
  readonly nowMs: () => number;
}

/** Bytes that the browser holds for the channel: enough that the path is never idle, little enough to stop at once. */
const BUFFERED_MAX_BYTES = 1_048_576;
const BUFFERED_LOW_BYTES = 262_144;

/** Never rejects. */
export async function sendFile(options: SendingOptions): Promise<SendingEnd> {
  const { file, channel, pace, onStored, nowMs } = options;
  let stored = options.fromByte;
  let wake = () => {};
  const change = () => wake();
  /** Resolves with the next event of the channel, or after some time. */
  const something = (withinMs: number | null) =>
    new Promise<void>((resolve) => {
      wake = resolve;
      if (withinMs !== null) setTimeout(resolve, withinMs);
    });
  channel.binaryType = "arraybuffer";
  channel.bufferedAmountLowThreshold = BUFFERED_LOW_BYTES;
  channel.addEventListener("open", change);
  channel.addEventListener("close", change);
  channel.addEventListener("bufferedamountlow", change);
  channel.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    const bytes = Number(data);
    if (bytes > stored && bytes <= file.size) {
      stored = bytes;
      onStored(stored);
    }
    wake();
  });
  const isOver = () => channel.readyState === "closing" || channel.readyState === "closed";

  while (channel.readyState === "connecting") await something(null);
  for (let at = options.fromByte; at < file.size && !isOver(); ) {
    const block = await read(file, at);
    if (block === null) {
      channel.close();
      return "unreadable";
    }
    const digest = digestOf(block);
    for (let from = 0; from < block.byteLength && !isOver(); ) {
      const chunk = new Uint8Array(block, from, Math.min(CHUNK_BYTES, block.byteLength - from));
      const isFull =
        channel.bufferedAmount > BUFFERED_MAX_BYTES || at + from - stored >= WINDOW_BYTES;
      const waitMs = isFull ? null : pace.take(chunk.byteLength, nowMs());
      if (waitMs === 0) {
        channel.send(chunk);
        from += chunk.byteLength;
      } else {
        await something(waitMs);
      }
    }
    const said = await digest;
    if (!isOver()) channel.send(said);
    at += block.byteLength;
  }
  while (stored < file.size && !isOver()) await something(null);
  channel.close();
  return stored >= file.size ? "sent" : "closed";
}

/** Null where the file has changed since it was chosen, or is gone. */
async function read(file: Blob, from: number): Promise<ArrayBuffer | null> {
  try {
    const block = await file.slice(from, from + BLOCK_BYTES).arrayBuffer();
    return block.byteLength === Math.min(BLOCK_BYTES, file.size - from) ? block : null;
  } catch {
    return null;
  }
}
