/**
 * What a check of the connection can find. The page is drawn from these values, so this file stays free of everything
 * that only a running check needs.
 */

/** The steps, in the order in which they are run and shown. */
export const stepIds = [
  "browser",
  "microphone",
  "camera",
  "server",
  "websocket",
  "stun",
  "relayUdp",
  "relayTcp",
  "relayTls",
  "loop",
] as const;
export type StepId = (typeof stepIds)[number];

export type Outcome = "passed" | "warning" | "failed" | "skipped";

/** Everything a step can find, and what that makes of the step. Each has a sentence of its own in the catalogue. */
export const outcomes = {
  "browser.good": "passed",
  "browser.insecure": "failed",
  "browser.noWebrtc": "failed",
  "browser.noCodec": "failed",

  "microphone.good": "passed",
  /** It delivers, but nothing except zeros. */
  "microphone.silent": "warning",
  "microphone.denied": "warning",
  "microphone.missing": "warning",
  "microphone.busy": "warning",
  "microphone.unsupported": "warning",
  "microphone.insecure": "warning",

  "camera.good": "passed",
  "camera.denied": "warning",
  "camera.missing": "warning",
  "camera.busy": "warning",
  "camera.unsupported": "warning",
  "camera.insecure": "warning",

  "server.good": "passed",
  /** It answers over plain http, which browsers take for safe on this machine only. */
  "server.plain": "passed",
  "server.limited": "warning",
  "server.faulty": "warning",
  /** It does not serve the name under which it was opened. */
  "server.otherName": "failed",
  /** Something answered that is not the server. */
  "server.intercepted": "failed",
  "server.unreachable": "failed",

  "websocket.good": "passed",
  /** The server speaks another version of the protocol. */
  "websocket.outdated": "warning",
  /** Open, but nothing that is said on it is answered. */
  "websocket.mute": "failed",
  /** HTTP reaches the server and WebSocket does not. */
  "websocket.blocked": "failed",
  "websocket.unreachable": "failed",

  "stun.good": "passed",
  /** It answers, and says no other address than the device's own. */
  "stun.direct": "passed",
  "stun.silent": "warning",
  "stun.none": "skipped",

  "relay.good": "passed",
  "relay.silent": "failed",
  "relay.refused": "failed",
  "relay.full": "warning",
  /** The server has a relay, but none over this transport. */
  "relay.notOffered": "skipped",
  "relay.none": "skipped",

  "loop.good": "passed",
  /** As fast as this check tries at all. */
  "loop.fast": "passed",
  "loop.slow": "warning",
  "loop.far": "warning",
  "loop.lossy": "warning",
  "loop.failed": "warning",
  "loop.none": "skipped",

  "skipped.wanted": "skipped",
  "skipped.browser": "skipped",
  "skipped.server": "skipped",
  "skipped.limited": "skipped",
} as const satisfies Record<string, Outcome>;
export type FindingCode = keyof typeof outcomes;

export interface Finding {
  readonly code: FindingCode;
  /** Numbers that its sentence names: `ms`, `mbps`, `lossPercent`, `width`, … Never an address or a name. */
  readonly values?: Readonly<Record<string, number>>;
}
