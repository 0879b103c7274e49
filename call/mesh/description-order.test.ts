import { describe, expect, it } from "vitest";
import { createDescriptionOrder } from "./description-order.ts";

const sdp = (session: string, version: string) =>
  `v=0\r\no=- ${session} ${version} IN IP4 127.0.0.1\r\ns=-\r\n`;

describe("a description of the other end", () => {
  const order = ({ agreed }: { agreed: boolean }) => {
    const made = createDescriptionOrder(() => agreed);
    made.take(sdp("4611731400430051336", "9"));
    return made;
  };

  it("is outdated when an earlier version than the last one taken, as numbers and not as text", () => {
    const agreed = order({ agreed: true });

    expect(agreed.isOutdated(sdp("4611731400430051336", "8"))).toBe(true);
    expect(agreed.isOutdated(sdp("4611731400430051336", "10"))).toBe(false);
  });

  it("that comes again is not outdated, since its answer may be what was lost", () => {
    expect(order({ agreed: true }).isOutdated(sdp("4611731400430051336", "9"))).toBe(false);
  });

  it("is outdated when of another session than the one agreed on, whatever its version", () => {
    expect(order({ agreed: true }).isOutdated(sdp("777", "12"))).toBe(true);
  });

  it("may be of any session before there is an agreement", () => {
    expect(order({ agreed: false }).isOutdated(sdp("777", "1"))).toBe(false);
  });

  it("that names no origin is of now", () => {
    const agreed = order({ agreed: true });
    agreed.take("v=0\r\n");

    expect(agreed.isOutdated("v=0\r\ns=-\r\n")).toBe(false);
    expect(agreed.isOutdated(sdp("4611731400430051336", "8"))).toBe(true);
  });
});
