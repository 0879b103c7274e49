/** The other end of a stream: takes a file from a data channel and stores it, block by block. */

import { isArrayBuffer } from "#protocol/array-buffer.ts";
import { BLOCK_BYTES, digestOf, WINDOW_BYTES } from "./blocks.ts";
import type { FileSink } from "./sink.ts";

/** `damaged`: what came is not what was sent, or not what was agreed on. */
export type ReceivingEnd = "received" | "closed" | "damaged" | "storage";

export interface ReceivingOptions {
  readonly channel: RTCDataChannel;
  /** Of the whole file. */
  readonly bytes: number;
  /** Where the stream begins: so much is stored already. */
  readonly fromByte: number;
  readonly sink: Pick<FileSink, "write">;
  /** So many bytes of the file are stored. */
  readonly onStored: (bytes: number) => void;
}

/** Takes what comes until all is stored or the channel is closed; closes it. Never rejects. */
export function receiveFile(options: ReceivingOptions): Promise<ReceivingEnd> {
  const { channel, bytes, sink, onStored } = options;
  /** Up to here there are blocks, stored or to be stored. */
  let taken = options.fromByte;
  let stored = options.fromByte;
  let block = new Uint8Array(blockLength(bytes, taken));
  let filled = 0;
  let storing: Promise<void> = Promise.resolve();
  channel.binaryType = "arraybuffer";
  return new Promise((resolve) => {
    let isOver = false;
    const end = (how: ReceivingEnd) => {
      if (isOver) return;
      isOver = true;
      channel.close();
      resolve(how);
    };
    const store = async (full: ArrayBuffer, digest: string) => {
      if (isOver) return;
      if ((await digestOf(full)) !== digest) return end("damaged");
      try {
        await sink.write(full);
      } catch {
        return end("storage");
      }
      stored += full.byteLength;
      onStored(stored);
      if (channel.readyState === "open") channel.send(String(stored));
      if (stored === bytes) end("received");
    };
    const take = (data: unknown) => {
      if (isArrayBuffer(data)) {
        // More than was agreed on, or sent without waiting until it is stored.
        const isTooMuch = filled + data.byteLength > block.byteLength;
        if (isTooMuch || taken + filled - stored > WINDOW_BYTES + BLOCK_BYTES)
          return end("damaged");
        block.set(new Uint8Array(data), filled);
        filled += data.byteLength;
      } else if (typeof data === "string" && filled === block.byteLength && filled > 0) {
        const full = block.buffer;
        storing = storing.then(() => store(full, data));
        taken += filled;
        block = new Uint8Array(blockLength(bytes, taken));
        filled = 0;
      } else {
        end("damaged");
      }
    };
    channel.addEventListener("message", ({ data }) => {
      if (!isOver) take(data);
    });
    // What is being stored is not asked for again.
    channel.addEventListener("close", () => void storing.then(() => end("closed")));
  });
}

function blockLength(bytes: number, from: number): number {
  return Math.max(0, Math.min(BLOCK_BYTES, bytes - from));
}
