import { describe, expect, it } from "vitest";
import { type BrowserFacts, probeBrowser } from "./browser-probe.ts";

const able: BrowserFacts = {
  isSecureContext: true,
  canConnect: true,
  hasWebSocket: true,
  videoTypes: ["video/rtx", "video/VP8", "video/AV1"],
};

describe("a browser", () => {
  it.each<[string, Partial<BrowserFacts>]>([
    ["browser.good", {}],
    ["browser.good", { videoTypes: ["video/H264"] }],
    ["browser.good", { videoTypes: null }],
    ["browser.insecure", { isSecureContext: false }],
    ["browser.noWebrtc", { canConnect: false, videoTypes: null }],
    ["browser.noWebrtc", { canConnect: false, isSecureContext: false }],
    ["browser.noWebrtc", { hasWebSocket: false }],
    ["browser.noCodec", { videoTypes: ["video/VP9", "video/rtx"] }],
  ])("is %s with %o", (code, different) => {
    expect(probeBrowser({ ...able, ...different })).toEqual({ code });
  });
});
