import { describe, expect, it } from "vitest";
import { cheapestVideoCodec, preferAudioCodecs, sendingParameters } from "./sending.ts";

describe("how sources are sent", () => {
  it("puts speech before pictures", () => {
    expect(sendingParameters("microphone", 3).priority).toBe("high");
    expect(sendingParameters("camera", 3).priority).toBe("low");
  });

  it("gives each camera stream less, the more people there are, and never nothing", () => {
    const bitrates = [1, 2, 3, 4, 6, 20].map(
      (peers) => sendingParameters("camera", peers).maxBitrateBps ?? 0,
    );

    expect(bitrates).toEqual([...bitrates].sort((a, b) => b - a));
    expect(Math.min(...bitrates)).toBeGreaterThan(0);
  });

  it("begins every camera small, smaller the more people there are, and never scales a screen", () => {
    const scales = [1, 2, 3, 4, 6, 20].map(
      (peers) => sendingParameters("camera", peers).scaleDownBy ?? 0,
    );

    expect(scales).toEqual([...scales].sort((a, b) => a - b));
    expect(scales[0]).toBeGreaterThan(1);
    expect(sendingParameters("screen", 7).scaleDownBy).toBe(1);
    expect(sendingParameters("microphone", 7).scaleDownBy).toBeNull();
  });

  it("knows which codec costs less than the usual one, where there is one", () => {
    const codecs = ["video/VP8", "video/rtx", "video/H264"].map((mimeType) => ({ mimeType }));

    expect(cheapestVideoCodec(codecs)).toEqual({ mimeType: "video/H264" });
    expect(cheapestVideoCodec(codecs.slice(0, 2))).toBeNull();
  });

  it("prefers redundant Opus where there is such a codec, and keeps all others in their order", () => {
    const offered = ["audio/G722", "audio/opus", "audio/PCMU", "audio/red"].map((mimeType) => ({
      mimeType,
    }));

    expect(preferAudioCodecs(offered).map(({ mimeType }) => mimeType)).toEqual([
      "audio/red",
      "audio/opus",
      "audio/G722",
      "audio/PCMU",
    ]);
  });
});
