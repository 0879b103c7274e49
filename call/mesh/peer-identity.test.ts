import { describe, expect, it } from "vitest";
import type { SignalBody } from "#protocol/signal.ts";
import { createPeerIdentity } from "./peer-identity.ts";

const sdp = (print: string) => `v=0\r\na=fingerprint:sha-256 ${print}\r\n`;
const answer = (print: string): SignalBody => ({
  kind: "description",
  type: "answer",
  sdp: sdp(print),
});
const restart: SignalBody = { kind: "restart" };

function anIdentity() {
  const peer = { sdp: undefined as string | undefined, canSignal: false };
  const identity = createPeerIdentity({
    remoteSdp: () => peer.sdp,
    canSignal: () => peer.canSignal,
  });
  return { peer, identity };
}

describe("what may come past the server", () => {
  it("is a description of the identity at the other end, and of no other", () => {
    const { peer, identity } = anIdentity();
    expect(identity.mayCome(answer("AA"))).toBe(false);
    peer.sdp = sdp("AA");

    expect(identity.mayCome(answer("aa"))).toBe(true);
    expect(identity.mayCome(answer("BB"))).toBe(false);
  });

  it("is still that of the last connection while the new one knows none", () => {
    const { peer, identity } = anIdentity();
    peer.sdp = sdp("AA");
    identity.known();
    peer.sdp = undefined;

    expect(identity.mayCome(answer("AA"))).toBe(true);
  });

  it("is nothing while the server can bring it", () => {
    const { peer, identity } = anIdentity();
    peer.canSignal = true;

    expect(identity.mayCome(restart)).toBe(false);
  });

  it("is not without end, over the link itself", () => {
    const { identity } = anIdentity();
    const taken = Array.from({ length: 201 }, () => identity.mayComeDirectly(restart));

    expect(taken.filter(Boolean)).toHaveLength(200);
    expect(taken.at(-1)).toBe(false);
  });
});
