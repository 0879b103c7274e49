/** Whether this browser can make calls at all, by what it has. */

import type { Finding } from "./findings.ts";

export interface BrowserFacts {
  readonly isSecureContext: boolean;
  /** Whether a peer connection with a data channel can be made: extensions and policies take the constructor away, or
   * leave one that throws. */
  readonly canConnect: boolean;
  readonly hasWebSocket: boolean;
  /** MIME types of video that it can send; null where it does not say. */
  readonly videoTypes: readonly string[] | null;
}

/** What every browser must have by RFC 7742 §5. Either will do; those with neither are crippled builds. */
const USABLE_VIDEO = ["video/vp8", "video/h264"];

/** The facts of this page's browser. */
export function browserFacts(): BrowserFacts {
  return {
    isSecureContext: window.isSecureContext,
    canConnect: canConnect(),
    hasWebSocket: typeof WebSocket === "function",
    videoTypes: videoTypes(),
  };
}

function canConnect(): boolean {
  try {
    const connection = new RTCPeerConnection();
    try {
      connection.createDataChannel("check");
      return typeof RTCRtpSender.prototype.replaceTrack === "function";
    } finally {
      connection.close();
    }
  } catch {
    return false;
  }
}

function videoTypes(): readonly string[] | null {
  if (typeof RTCRtpSender !== "function") return null;
  // Older browsers lack the method, whatever the type says.
  const sender: Partial<Pick<typeof RTCRtpSender, "getCapabilities">> = RTCRtpSender;
  return sender.getCapabilities?.("video")?.codecs.map(({ mimeType }) => mimeType) ?? null;
}

export function probeBrowser(facts: BrowserFacts): Finding {
  if (!facts.canConnect || !facts.hasWebSocket) return { code: "browser.noWebrtc" };
  const isUsable = (type: string) => USABLE_VIDEO.includes(type.toLowerCase());
  if (facts.videoTypes !== null && !facts.videoTypes.some(isUsable)) {
    return { code: "browser.noCodec" };
  }
  return { code: facts.isSecureContext ? "browser.good" : "browser.insecure" };
}
