import { describe, expect, it } from "vitest";
import { candidatesToCheckAgain } from "./lost-paths.ts";

const sdp = [
  "m=audio 9 UDP/TLS/RTP/SAVPF 111",
  "a=candidate:1 1 udp 2122260223 10.2.1.2 48850 typ host generation 0 ufrag UmhY",
  "a=candidate:2 1 udp 1686052607 203.0.113.4 22179 typ srflx raddr 10.2.1.2 rport 48850 generation 0 ufrag UmhY",
  "a=candidate:3 1 tcp 1518280447 10.2.1.2 9 typ host tcptype active generation 0 ufrag UmhY",
  "a=candidate:4 1 udp 58663423 203.0.113.2 52990 typ relay raddr 203.0.113.4 rport 1 generation 0 ufrag UmhY",
  // What was told again before.
  "a=candidate:77 1 udp 1686052607 203.0.113.4 22179 typ srflx raddr 10.2.1.2 rport 48850 generation 0 ufrag UmhY",
  "a=mid:0",
].join("\r\n");

describe("a path that was given up", () => {
  it("is checked again at the address over which media went, under another foundation", () => {
    const again = candidatesToCheckAgain(sdp, { address: "203.0.113.4", port: 22179 }, () => 4_711);

    expect(again).toEqual([
      {
        candidate:
          "candidate:4711 1 udp 1686052607 203.0.113.4 22179 typ srflx raddr 10.2.1.2 rport 48850 generation 0 ufrag UmhY",
        sdpMLineIndex: 0,
      },
    ]);
  });

  it.each([null, { address: "198.51.100.1", port: 1 }])(
    "is looked for at all addresses over UDP, each once, where %j says nothing known",
    (selected) => {
      const ports = candidatesToCheckAgain(sdp, selected, () => 1).map(
        ({ candidate }) => candidate?.split(" ")[5],
      );

      expect(ports).toEqual(["48850", "22179", "52990"]);
    },
  );

  it("is none where the peer named no candidate", () => {
    expect(candidatesToCheckAgain("v=0\r\n", null, () => 1)).toEqual([]);
  });
});
