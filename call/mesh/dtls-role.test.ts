import { describe, expect, it } from "vitest";
import { withRoleKept } from "./dtls-role.ts";

const described = (type: RTCSdpType, setup: string) => ({
  type,
  sdp: `v=0\r\nm=audio 9\r\na=setup:${setup}\r\nm=video 9\r\na=setup:${setup}\r\n`,
});
const nothing = { local: null, remote: null };

describe("the role in DTLS", () => {
  it("is left open by a first offer", () => {
    const offer = described("offer", "actpass");

    expect(withRoleKept(offer, nothing)).toBe(offer.sdp);
  });

  it("is kept by later offers of the end that answered", () => {
    const agreed = { local: described("answer", "active"), remote: described("offer", "actpass") };

    expect(withRoleKept(described("offer", "actpass"), agreed)).toBe(
      described("offer", "active").sdp,
    );
  });

  it("is kept by later offers of the end that was answered", () => {
    const agreed = { local: described("offer", "actpass"), remote: described("answer", "active") };

    expect(withRoleKept(described("offer", "actpass"), agreed)).toBe(
      described("offer", "passive").sdp,
    );
  });

  it("is the browser's own matter in answers", () => {
    const agreed = { local: described("answer", "passive"), remote: described("offer", "active") };
    const answer = described("answer", "passive");

    expect(withRoleKept(answer, agreed)).toBe(answer.sdp);
  });
});
