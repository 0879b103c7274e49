import { describe, expect, it } from "vitest";
import {
  ADMITTED_CANDIDATES_MAX,
  boundCandidatesIn,
  createCandidateBuffer,
  HELD_CANDIDATES_MAX,
} from "./candidate-buffer.ts";

const candidate = (usernameFragment: string | null, port = 1): RTCIceCandidateInit => ({
  candidate: `candidate:1 1 udp 1 192.0.2.1 ${port} typ host`,
  usernameFragment,
});
const sdp = (...fragments: string[]) =>
  ["v=0", ...fragments.map((fragment) => `a=ice-ufrag:${fragment}`), ""].join("\r\n");

describe("a candidate buffer", () => {
  it("holds a candidate that comes before any description, and releases it with the one it names", () => {
    const buffer = createCandidateBuffer();

    expect(buffer.admit(candidate("abcd"))).toBe(false);
    expect(buffer.release(sdp("efgh"))).toEqual([]);
    expect(buffer.release(sdp("abcd", "abcd"))).toEqual([candidate("abcd")]);
    expect(buffer.release(sdp("abcd"))).toEqual([]);
  });

  it("admits a candidate of the description that is set", () => {
    const buffer = createCandidateBuffer();
    buffer.release(sdp("abcd"));

    expect(buffer.admit(candidate("abcd"))).toBe(true);
  });

  it("holds candidates of a restart until the restarting offer is set, in order", () => {
    const buffer = createCandidateBuffer();
    buffer.release(sdp("old1"));

    expect(buffer.admit(candidate("new1", 1))).toBe(false);
    expect(buffer.admit(candidate("new1", 2))).toBe(false);
    expect(buffer.release(sdp("new1"))).toEqual([candidate("new1", 1), candidate("new1", 2)]);
  });

  it("reads the fragment from the line where the field is missing", () => {
    const buffer = createCandidateBuffer();
    buffer.release(sdp("abcd"));
    const line = "candidate:1 1 udp 1 192.0.2.1 9 typ host generation 0 ufrag efgh network-id 1";

    expect(buffer.admit({ candidate: line, usernameFragment: null })).toBe(false);
    expect(buffer.release(sdp("efgh"))).toHaveLength(1);
  });

  it("takes a candidate that names no fragment once there is a description", () => {
    const buffer = createCandidateBuffer();

    expect(buffer.admit(candidate(null))).toBe(false);
    expect(buffer.release(sdp("abcd"))).toHaveLength(1);
    expect(buffer.admit(candidate(null))).toBe(true);
  });

  it("[row 28] does not grow with a flood, and keeps the latest", () => {
    const buffer = createCandidateBuffer();
    for (let port = 0; port < 5_000; port += 1) buffer.admit(candidate("abcd", port));

    const released = buffer.release(sdp("abcd"));

    expect(released).toHaveLength(HELD_CANDIDATES_MAX);
    expect(released.at(-1)).toEqual(candidate("abcd", 4_999));
  });

  it("[row 28] admits a bounded number of candidates for one description, the released ones among them", () => {
    const buffer = createCandidateBuffer();
    for (let port = 0; port < 40; port += 1) buffer.admit(candidate("abcd", port));
    const released = buffer.release(sdp("abcd"));

    let admitted = released.length;
    for (let port = 1_000; port < 6_000; port += 1)
      if (buffer.admit(candidate(port % 2 === 0 ? "abcd" : null, port))) admitted += 1;

    expect(admitted).toBe(ADMITTED_CANDIDATES_MAX);
    // The same fragment again is no new description.
    buffer.release(sdp("abcd"));
    expect(buffer.admit(candidate("abcd", 9_000))).toBe(false);
  });

  it("admits the candidates of a restart after a description that had its fill", () => {
    const buffer = createCandidateBuffer();
    buffer.release(sdp("abcd"));
    for (let port = 0; port < 5_000; port += 1) buffer.admit(candidate("abcd", port));
    buffer.admit(candidate("efgh", 1));

    expect(buffer.release(sdp("efgh"))).toEqual([candidate("efgh", 1)]);
    expect(buffer.admit(candidate("efgh", 2))).toBe(true);
  });

  it("counts a candidate that is delivered twice once", () => {
    const buffer = createCandidateBuffer();
    buffer.release(sdp("abcd"));
    for (let times = 0; times < 500; times += 1) buffer.admit(candidate("abcd", 1));

    expect(buffer.admit(candidate("abcd", 2))).toBe(true);
  });
});

describe("candidates inside a description", () => {
  const line = (port: number) => `a=candidate:1 1 udp 1 192.0.2.1 ${port} typ host\r\n`;
  const described = (count: number) =>
    `v=0\r\nm=audio 9\r\n${Array.from({ length: count }, (_, port) => line(port)).join("")}a=mid:0\r\n`;

  it("are left as they are when they are few", () => {
    expect(boundCandidatesIn(described(30))).toBe(described(30));
  });

  it("[row 28] are cut where they are a flood, and nothing else is", () => {
    expect(boundCandidatesIn(described(5_000))).toBe(described(ADMITTED_CANDIDATES_MAX));
  });
});
