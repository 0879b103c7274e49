import { describe, expect, it } from "vitest";
import { packetMsFor, USUAL_PACKET_MS } from "./packet-length.ts";

describe("the length of packets of sound", () => {
  it("is the usual one among few, and longer among many", () => {
    expect(packetMsFor(1, USUAL_PACKET_MS)).toBe(USUAL_PACKET_MS);
    expect(packetMsFor(5, USUAL_PACKET_MS)).toBeGreaterThan(USUAL_PACKET_MS);
  });

  it("stays as it is when one person comes and goes between", () => {
    const long = packetMsFor(4, USUAL_PACKET_MS);

    expect(packetMsFor(3, long)).toBe(long);
    expect(packetMsFor(3, USUAL_PACKET_MS)).toBe(USUAL_PACKET_MS);
    expect(packetMsFor(2, long)).toBe(USUAL_PACKET_MS);
  });
});
