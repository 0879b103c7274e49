/** Where a file that comes is put while it comes. */

/** One file that grows. Ends with `finish()` or `discard()`. */
export interface FileSink {
  /** Adds to the end; one at a time. Rejects where there is no room. */
  write(block: ArrayBuffer): Promise<void>;
  /** What was written, as a file that can be saved; it lasts until `discard()`. */
  finish(): Promise<Blob>;
  /** Gives the space back. Never rejects, and may come at any time. */
  discard(): Promise<void>;
}

/** Rejects where a file of so many bytes has no room. */
export type CreateSink = (bytes: number) => Promise<FileSink>;

/** Bytes of all files together that a page may keep in memory without endangering the call. */
const MEMORY_MAX_BYTES = 268_435_456;

/** Keeps files in memory, as many as there is room for. */
export function createMemorySinks(): CreateSink {
  let usedBytes = 0;
  return async (bytes) => {
    if (usedBytes + bytes > MEMORY_MAX_BYTES) throw new RangeError("too large for memory");
    usedBytes += bytes;
    let blocks: ArrayBuffer[] = [];
    let isKept = true;
    return {
      async write(block) {
        blocks.push(block);
      },
      async finish() {
        const file = new Blob(blocks);
        blocks = [];
        return file;
      },
      async discard() {
        blocks = [];
        if (isKept) usedBytes -= bytes;
        isKept = false;
      },
    };
  };
}
