/** What the findings mean together: whether calls will work here. */

import { type Finding, type FindingCode, outcomes, type StepId, stepIds } from "./findings.ts";

/** Every verdict, and how good it is. Each has a sentence of its own in the catalogue. */
export const verdictTones = {
  well: "good",
  /** Directly; there is no relay for when that fails. */
  withoutRelay: "good",
  /** Neither STUN nor relay: as far as one network reaches. */
  nearby: "good",
  /** Nothing but the relay gets through. */
  relayed: "good",
  /** There is a way, and it is slow, late or lossy. */
  weak: "fair",
  /** There is a relay, and it cannot be reached. */
  directOnly: "fair",
  /** Too little could be tried. */
  unknown: "fair",
  insecure: "poor",
  browser: "poor",
  unreachable: "poor",
  intercepted: "poor",
  otherName: "poor",
  websocket: "poor",
  /** Neither directly nor through the relay. */
  noPath: "poor",
  /** Not directly, and there is no relay. */
  noDirectPath: "poor",
} as const satisfies Record<string, "good" | "fair" | "poor">;
export type VerdictCode = keyof typeof verdictTones;

export interface Verdict {
  readonly code: VerdictCode;
  /** Steps that warn or failed without deciding anything: worth a look. */
  readonly attention: readonly StepId[];
}

export type Findings = Readonly<Partial<Record<StepId, Finding>>>;

/** What keeps every call from working, whatever else is found. */
const decisive: Partial<Record<FindingCode, VerdictCode>> = {
  "browser.insecure": "insecure",
  "browser.noWebrtc": "browser",
  "browser.noCodec": "browser",
  "server.unreachable": "unreachable",
  "server.intercepted": "intercepted",
  "server.otherName": "otherName",
  "websocket.unreachable": "unreachable",
  "websocket.blocked": "websocket",
  "websocket.mute": "websocket",
};

/** Judges what was found; a step without a finding was not tried. */
export function judge(findings: Findings): Verdict {
  const found = stepIds.flatMap((step) => {
    const code = findings[step]?.code;
    return code === undefined ? [] : [{ step, code }];
  });
  const deciding = found.find(({ code }) => decisive[code] !== undefined);
  return {
    code: (deciding && decisive[deciding.code]) ?? judgeConnection(findings),
    attention: found
      .filter(({ step }) => step !== deciding?.step)
      .filter(({ code }) => outcomes[code] === "warning" || outcomes[code] === "failed")
      .map(({ step }) => step),
  };
}

function judgeConnection(findings: Findings): VerdictCode {
  const paths = judgePaths(findings);
  const loop = findings.loop?.code;
  const isWeak = loop === "loop.slow" || loop === "loop.far" || loop === "loop.lossy";
  return isWeak && verdictTones[paths] === "good" ? "weak" : paths;
}

function judgePaths({ stun, relayUdp, relayTcp, relayTls }: Findings): VerdictCode {
  const relays = [relayUdp, relayTcp, relayTls].map((finding) => finding?.code);
  const isDirect = stun?.code === "stun.good" || stun?.code === "stun.direct";
  if (relays.includes("relay.good")) {
    // UDP that reaches the relay reaches other people, too.
    return isDirect || relayUdp?.code === "relay.good" ? "well" : "relayed";
  }
  if (relays.every((code) => code === "relay.none")) {
    if (isDirect) return "withoutRelay";
    return stun?.code === "stun.silent" ? "noDirectPath" : "nearby";
  }
  const isRelayTried = relays.some(
    (code) => code === "relay.silent" || code === "relay.refused" || code === "relay.full",
  );
  if (!isRelayTried) return "unknown";
  if (isDirect) return "directOnly";
  return stun?.code === "stun.silent" ? "noPath" : "unknown";
}
