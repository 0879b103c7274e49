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

/** Bytes that a page may keep in memory without endangering the call. */
export const MEMORY_MAX_BYTES = 268_435_456;

export const createMemorySink: CreateSink = async (bytes) => {
  if (bytes > MEMORY_MAX_BYTES) throw new RangeError("too large for memory");
  let blocks: ArrayBuffer[] = [];
  return {
    async write(block) {
      blocks.push(block);
    },
    finish: async () => new Blob(blocks),
    async discard() {
      blocks = [];
    },
  };
};
