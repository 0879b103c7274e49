import { describe, expect, it } from "vitest";
import { toneSamples, toneWav } from "./test-tone.ts";

describe("the speaker test's tone", () => {
  it("begins and ends in silence and stays far from full scale", () => {
    const samples = toneSamples();

    expect(samples[0]).toBe(0);
    expect(Math.abs(samples.at(-1) ?? 1)).toBeLessThan(0.001);
    const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    expect(peak).toBeGreaterThan(0.1);
    expect(peak).toBeLessThan(0.25);
  });

  it("is a WAV file whose header tells its length", async () => {
    const bytes = new DataView(await toneWav().arrayBuffer());
    const ascii = (at: number) =>
      String.fromCharCode(...Array.from({ length: 4 }, (_, index) => bytes.getUint8(at + index)));

    expect([ascii(0), ascii(8), ascii(36)]).toEqual(["RIFF", "WAVE", "data"]);
    expect(bytes.getUint32(4, true)).toBe(bytes.byteLength - 8);
    expect(bytes.getUint32(40, true)).toBe(bytes.byteLength - 44);
  });
});
