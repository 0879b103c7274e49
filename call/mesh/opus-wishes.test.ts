import { describe, expect, it } from "vitest";
import { withOpusWishes } from "./opus-wishes.ts";

const audio = [
  "v=0",
  "m=audio 9 UDP/TLS/RTP/SAVPF 63 111 9",
  "a=rtpmap:63 red/48000/2",
  "a=fmtp:63 111/111",
  "a=rtpmap:111 opus/48000/2",
  "a=fmtp:111 minptime=10;useinbandfec=1",
  "m=video 9 UDP/TLS/RTP/SAVPF 96 97",
  "a=rtpmap:96 VP8/90000",
  "a=rtpmap:97 rtx/90000",
  "a=fmtp:97 apt=96",
  "",
].join("\r\n");

describe("asking for DTX", () => {
  it("adds one word to the parameters of Opus, and leaves every other byte", () => {
    expect(withOpusWishes(audio)).toBe(
      audio.replace("useinbandfec=1\r\n", "useinbandfec=1;usedtx=1\r\n"),
    );
  });

  it("leaves a description alone that says something about DTX", () => {
    const said = audio.replace("useinbandfec=1", "usedtx=0;useinbandfec=1");

    expect(withOpusWishes(said)).toBe(said);
  });

  it("changes nothing the second time", () => {
    expect(withOpusWishes(withOpusWishes(audio))).toBe(withOpusWishes(audio));
  });

  it("follows the payload type, whatever it is, in each section", () => {
    const two = `${audio}${audio.replaceAll("111", "109").replace("v=0\r\n", "")}`;

    expect(withOpusWishes(two).match(/usedtx=1/g)).toHaveLength(2);
  });

  it("leaves a description without Opus alone", () => {
    const silent = "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 97\r\na=fmtp:97 apt=96\r\n";

    expect(withOpusWishes(silent)).toBe(silent);
  });
});

describe("asking for longer packets", () => {
  it("adds one line to each section with Opus, and leaves every other byte", () => {
    expect(withOpusWishes(audio, { packetMs: 60 })).toBe(
      audio.replace("useinbandfec=1\r\n", "useinbandfec=1;usedtx=1\r\na=ptime:60\r\n"),
    );
  });

  it("says nothing of packets of the usual length", () => {
    expect(withOpusWishes(audio, { packetMs: 20 })).toBe(withOpusWishes(audio));
  });

  it("leaves a description alone that says how long packets are", () => {
    const said = withOpusWishes(audio, { packetMs: 60 });

    expect(withOpusWishes(said, { packetMs: 40 })).toBe(said);
  });
});
