import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { isArrayBuffer } from "#protocol/array-buffer.ts";
import { decodeBeat, encodeBeat } from "#protocol/beat.ts";

/** These bytes as the channel of a connection hands them out that was made in another window. */
function fromAnotherWindow(bytes: ArrayBuffer): unknown {
  return runInNewContext("new Uint8Array(bytes).buffer", { bytes: [...new Uint8Array(bytes)] });
}

it("a beat that comes over a connection of another window is read", () => {
  const beat = { sequence: 7, echo: 3, heldMs: 12, silentMs: 0, nextMs: 200 };
  const bytes = fromAnotherWindow(encodeBeat(beat));

  expect(bytes instanceof ArrayBuffer).toBe(false);
  expect(decodeBeat(bytes)).toEqual(beat);
});

it("nothing but buffers is taken for one", () => {
  expect(isArrayBuffer(new ArrayBuffer(0))).toBe(true);
  for (const other of [null, undefined, "text", new Uint8Array(8), new Blob(), {}])
    expect(isArrayBuffer(other)).toBe(false);
});
