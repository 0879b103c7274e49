import { describe, expect, it } from "vitest";
import type { SignalBody } from "#protocol/signal.ts";
import { withoutAddresses } from "./hidden-address.ts";

const candidate = (line: string): SignalBody => ({
  kind: "candidate",
  candidate: line,
  sdpMid: "0",
  sdpMLineIndex: 0,
  usernameFragment: "frag",
});
const RELAY = "candidate:4 1 udp 33562367 203.0.113.9 50001 typ relay";

describe("a signal of somebody who hides their address", () => {
  it.each([
    ["a host", "candidate:1 1 udp 2122260223 192.0.2.7 54321 typ host generation 0"],
    ["a host by its mDNS name", "candidate:1 1 udp 2122260223 abc.local 54321 typ host"],
    ["a host over TCP", "candidate:1 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active"],
    ["a mapping", "candidate:2 1 udp 1686052607 192.0.2.7 54321 typ srflx raddr 10.0.0.7 rport 4"],
    [
      "a mapping that a peer saw",
      "candidate:3 1 udp 1 192.0.2.7 5 typ prflx raddr 10.0.0.7 rport 4",
    ],
  ])("names no candidate of %s", (_, line) => {
    expect(withoutAddresses(candidate(line))).toBeNull();
    expect(withoutAddresses(candidate(`a=${line}`))).toBeNull();
  });

  it("names a relay without the address that it was made for", () => {
    const told = withoutAddresses(
      candidate(`${RELAY} raddr 192.0.2.7 rport 54321 generation 0 ufrag x`),
    );

    expect(told).toEqual(candidate(`${RELAY} raddr 0.0.0.0 rport 0 generation 0 ufrag x`));
    expect(withoutAddresses(candidate(`${RELAY} raddr 2001:db8::7 rport 54321`))).toEqual(
      candidate(`${RELAY} raddr 0.0.0.0 rport 0`),
    );
  });

  it("goes as it is where there is no address in it", () => {
    expect(withoutAddresses(candidate(""))).toEqual(candidate(""));
    expect(withoutAddresses(candidate(RELAY))).toEqual(candidate(RELAY));
  });

  it("is a description without addresses, and otherwise the same", () => {
    const lines = (addresses: readonly string[], rest: readonly string[]) =>
      [
        "v=0",
        `o=- 46117 2 IN IP4 ${addresses[0]}`,
        "s=-",
        "m=audio 54321 UDP/TLS/RTP/SAVPF 111",
        `c=IN IP4 ${addresses[1]}`,
        `a=rtcp:9 IN IP4 ${addresses[1]}`,
        ...rest,
        "a=ice-ufrag:frag",
        "a=fingerprint:sha-256 AB:CD",
        "",
      ].join("\r\n");
    const sdp = lines(
      ["192.0.2.7", "192.0.2.7"],
      [
        "a=candidate:1 1 udp 2122260223 192.0.2.7 54321 typ host",
        `a=${RELAY} raddr 192.0.2.7 rport 54321`,
        "a=candidate:2 1 udp 1686052607 192.0.2.7 54321 typ srflx raddr 10.0.0.7 rport 4",
      ],
    );

    const told = withoutAddresses({ kind: "description", type: "offer", sdp, makes: true });

    expect(told).toEqual({
      kind: "description",
      type: "offer",
      makes: true,
      sdp: lines(["0.0.0.0", "0.0.0.0"], [`a=${RELAY} raddr 0.0.0.0 rport 0`]),
    });
  });
});
