import { describe, expect, it } from "vitest";
import type { FindingCode, StepId } from "./findings.ts";
import { type Findings, judge, type VerdictCode } from "./verdict.ts";

const allGood: Readonly<Record<StepId, FindingCode>> = {
  browser: "browser.good",
  microphone: "microphone.good",
  camera: "camera.good",
  server: "server.good",
  websocket: "websocket.good",
  stun: "stun.good",
  relayUdp: "relay.good",
  relayTcp: "relay.good",
  relayTls: "relay.good",
  loop: "loop.fast",
};

/** Everything good but for what is given. */
function found(different: Partial<Record<StepId, FindingCode>>): Findings {
  return Object.fromEntries(
    Object.entries({ ...allGood, ...different }).map(([step, code]) => [step, { code }]),
  );
}

const noRelay = {
  relayUdp: "relay.none",
  relayTcp: "relay.none",
  relayTls: "relay.none",
  loop: "loop.none",
} as const;
const relayGone = {
  relayUdp: "relay.silent",
  relayTcp: "relay.silent",
  relayTls: "relay.notOffered",
  loop: "loop.none",
} as const;
const noUdp = { stun: "stun.silent", relayUdp: "relay.silent" } as const;

describe("the verdict", () => {
  it.each<[VerdictCode, string, Partial<Record<StepId, FindingCode>>]>([
    ["well", "everything passed", {}],
    ["well", "nothing translates the address", { stun: "stun.direct" }],
    ["well", "the relay's UDP passes where a STUN server is silent", { stun: "stun.silent" }],
    ["relayed", "no UDP gets out and TCP reaches the relay", noUdp],
    ["relayed", "only TLS gets out", { ...noUdp, relayTcp: "relay.silent" }],
    ["withoutRelay", "UDP gets out and there is no relay", noRelay],
    ["nearby", "there is neither STUN nor relay", { ...noRelay, stun: "stun.none" }],
    ["noDirectPath", "no UDP gets out and there is no relay", { ...noRelay, stun: "stun.silent" }],
    ["directOnly", "UDP gets out and the relay is out of reach", relayGone],
    ["directOnly", "the relay turns people away", { ...relayGone, relayUdp: "relay.refused" }],
    ["noPath", "nothing gets out", { ...relayGone, stun: "stun.silent" }],
    ["weak", "words break", { loop: "loop.lossy" }],
    ["weak", "only the relay is reached, and slowly", { ...noUdp, loop: "loop.slow" }],
    ["well", "the relay refuses to loop", { loop: "loop.failed" }],
    [
      "unknown",
      "too many checks were made",
      {
        server: "server.limited",
        stun: "skipped.limited",
        relayUdp: "skipped.limited",
        relayTcp: "skipped.limited",
        relayTls: "skipped.limited",
        loop: "skipped.limited",
      },
    ],
    ["insecure", "the page is not secure", { browser: "browser.insecure" }],
    ["browser", "the browser has no WebRTC", { browser: "browser.noWebrtc" }],
    [
      "unreachable",
      "the server is gone",
      { server: "server.unreachable", websocket: "websocket.unreachable" },
    ],
    ["intercepted", "a sign-in page answers", { server: "server.intercepted" }],
    ["otherName", "the server has another name", { server: "server.otherName" }],
    ["websocket", "a proxy blocks WebSocket", { websocket: "websocket.blocked" }],
    ["websocket", "a proxy swallows messages", { websocket: "websocket.mute" }],
  ])("is %s where %s", (verdict, _, different) => {
    expect(judge(found(different)).code).toBe(verdict);
  });

  it("lets nobody without camera think that calls fail, and points there", () => {
    const verdict = judge(found({ camera: "camera.missing", microphone: "microphone.silent" }));

    expect(verdict).toEqual({ code: "well", attention: ["microphone", "camera"] });
  });

  it("does not point to the step that it names itself", () => {
    const verdict = judge(found({ websocket: "websocket.blocked", camera: "camera.denied" }));

    expect(verdict).toEqual({ code: "websocket", attention: ["camera"] });
  });

  it("is open where nothing was found", () => {
    expect(judge({})).toEqual({ code: "unknown", attention: [] });
  });
});
