import { describe, expect, it } from "vitest";
import { BLOCK_BYTES, WINDOW_BYTES } from "./blocks.ts";
import { asChannel, channelPair, type FakeChannel } from "./channels-for-tests.ts";
import { type ReceivingEnd, receiveFile } from "./receiving.ts";
import { sendFile } from "./sending.ts";

/** Bytes of which none is like its neighbours. */
function someBytes(count: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(count);
  for (let place = 0; place < count; place += 1) bytes[place] = (place * 31 + (place >> 8)) % 251;
  return bytes;
}

const atOnce = { take: () => 0 };

interface World {
  readonly near: FakeChannel;
  readonly far: FakeChannel;
  readonly stored: ArrayBuffer[];
  readonly progress: number[];
}

function aWorld(): World {
  const [near, far] = channelPair("file");
  return { near, far, stored: [], progress: [] };
}

/** Sends `bytes` from `fromByte` on over a channel that opens at once. */
function transfer(
  { near, far, stored, progress }: World,
  bytes: Uint8Array<ArrayBuffer>,
  {
    fromByte = 0,
    write,
  }: { fromByte?: number; write?: (block: ArrayBuffer) => Promise<void> } = {},
) {
  const sent = sendFile({
    file: new Blob([bytes]),
    fromByte,
    channel: asChannel(near),
    pace: atOnce,
    onStored: (count) => progress.push(count),
    nowMs: () => 0,
  });
  const received = receiveFile({
    channel: asChannel(far),
    bytes: bytes.byteLength,
    fromByte,
    sink: {
      async write(block) {
        await write?.(block);
        stored.push(block);
      },
    },
    onStored: () => {},
  });
  near.open();
  far.open();
  return { sent, received };
}

/** Whether these blocks are those bytes; compared at once, since there are millions. */
function areBytes(stored: readonly ArrayBuffer[], bytes: Uint8Array): boolean {
  return Buffer.concat(stored.map((block) => Buffer.from(block))).equals(bytes);
}

describe("a stream of a file", () => {
  it.each([1, 100_000, BLOCK_BYTES, BLOCK_BYTES + 1, 3 * BLOCK_BYTES + 77])(
    "brings all of its %d bytes, and both ends know it",
    async (count) => {
      const world = aWorld();
      const bytes = someBytes(count);
      const { sent, received } = transfer(world, bytes);

      expect(await received).toBe("received");
      expect(await sent).toBe("sent");
      expect(areBytes(world.stored, bytes)).toBe(true);
      expect(world.progress.at(-1)).toBe(count);
    },
  );

  it("goes on from where the last one ended", async () => {
    const world = aWorld();
    const bytes = someBytes(2 * BLOCK_BYTES + 5);
    const { received } = transfer(world, bytes, { fromByte: BLOCK_BYTES });

    expect(await received).toBe("received");
    expect(areBytes(world.stored, bytes.subarray(BLOCK_BYTES))).toBe(true);
  });

  it("does not get further ahead than the other end can store", async () => {
    const world = aWorld();
    let release = () => {};
    const disk = new Promise<void>((resolve) => {
      release = resolve;
    });
    let sentBytes = 0;
    world.near.onSend = (data) => {
      if (data instanceof ArrayBuffer) sentBytes += data.byteLength;
      return data;
    };
    const bytes = someBytes(WINDOW_BYTES + 3 * BLOCK_BYTES);
    const { received } = transfer(world, bytes, { write: () => disk });

    // As long as it takes to send what may be sent: the digests are made by other threads.
    while (sentBytes < WINDOW_BYTES) await new Promise((resolve) => setImmediate(resolve));
    for (let turns = 0; turns < 50; turns += 1)
      await new Promise((resolve) => setImmediate(resolve));
    expect(sentBytes).toBe(WINDOW_BYTES);

    release();
    expect(await received).toBe("received");
    expect(areBytes(world.stored, bytes)).toBe(true);
  });

  const ends: readonly [string, (world: World) => void, ReceivingEnd][] = [
    [
      "a byte that changed on the way",
      ({ near }) => {
        near.onSend = (data) => {
          if (data instanceof ArrayBuffer) new Uint8Array(data)[0] = 252;
          return data;
        };
      },
      "damaged",
    ],
    [
      "a digest of something else",
      ({ near }) => {
        near.onSend = (data) => (typeof data === "string" ? "0".repeat(64) : data);
      },
      "damaged",
    ],
    [
      "a digest in the middle of a block",
      ({ near }) => {
        let messages = 0;
        near.onSend = (data) => {
          messages += 1;
          return messages === 2 ? "0".repeat(64) : data;
        };
      },
      "damaged",
    ],
    [
      "something that is neither bytes nor text",
      ({ near }) => {
        near.onSend = () => 7;
      },
      "damaged",
    ],
  ];
  it.each(ends)("ends at %s, and stores nothing of it", async (_, meddle, end) => {
    const world = aWorld();
    meddle(world);
    const { sent, received } = transfer(world, someBytes(BLOCK_BYTES));

    expect(await received).toBe(end);
    expect(await sent).toBe("closed");
    expect(world.stored).toEqual([]);
  });

  it("that brings more than was agreed on is no good", async () => {
    const { near, far, stored } = aWorld();
    const received = receiveFile({
      channel: asChannel(far),
      bytes: 10,
      fromByte: 0,
      sink: { write: async (block) => void stored.push(block) },
      onStored: () => {},
    });
    near.open();
    far.open();
    near.send(someBytes(11));

    expect(await received).toBe("damaged");
    expect(stored).toEqual([]);
  });

  it("ends where there is no more room", async () => {
    const world = aWorld();
    const { sent, received } = transfer(world, someBytes(2 * BLOCK_BYTES), {
      write: () => Promise.reject(new Error("no room")),
    });

    expect(await received).toBe("storage");
    expect(await sent).toBe("closed");
  });

  it("keeps what was whole when the link goes", async () => {
    const world = aWorld();
    const bytes = someBytes(3 * BLOCK_BYTES);
    let sentBytes = 0;
    world.near.onSend = (data) => {
      if (data instanceof ArrayBuffer) sentBytes += data.byteLength;
      if (sentBytes > 1.5 * BLOCK_BYTES) world.near.close();
      return data;
    };
    const { sent, received } = transfer(world, bytes);

    expect(await received).toBe("closed");
    expect(await sent).toBe("closed");
    expect(areBytes(world.stored, bytes.subarray(0, BLOCK_BYTES))).toBe(true);
  });

  it("says where the file is not what it was", async () => {
    const { near, far } = aWorld();
    const gone = new Blob([someBytes(10)]);
    // As a browser does it for a file that was changed since it was chosen.
    gone.slice = () => {
      throw new DOMException("changed", "NotReadableError");
    };
    const sent = sendFile({
      file: gone,
      fromByte: 0,
      channel: asChannel(near),
      pace: atOnce,
      onStored: () => {},
      nowMs: () => 0,
    });
    near.open();
    far.open();

    expect(await sent).toBe("unreadable");
    expect(far.readyState).toBe("closed");
  });
});
