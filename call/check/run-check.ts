/** Runs the steps of a check one after the other, and tells how far it is. */

import type { IceServer } from "#protocol/room.ts";
import { type BrowserFacts, browserFacts, probeBrowser } from "./browser-probe.ts";
import { type CheckState, idleCheck } from "./check-state.ts";
import { type DeviceParts, isHeard, permissionOf, probeDevices } from "./device-probe.ts";
import { type Finding, type FindingCode, type StepId, stepIds } from "./findings.ts";
import type { CreateConnection } from "./gather.ts";
import { neededAccess, type RelayTransport, relaysOver, stunServers } from "./ice-urls.ts";
import { createProbeSocket, type SocketFacts } from "./probe-socket.ts";
import { probeLoop } from "./relay-loop.ts";
import { probeRelay } from "./relay-probe.ts";
import { probeServer } from "./server-probe.ts";
import { probeStun } from "./stun-probe.ts";
import { type Findings, judge } from "./verdict.ts";
import { type ProbeSocket, probeWebSocket } from "./websocket-probe.ts";

/** Everything that a check uses of the browser. */
export interface CheckParts extends DeviceParts {
  readonly facts: () => BrowserFacts;
  readonly fetch: typeof fetch;
  /** Where this page was opened. */
  readonly page: URL;
  readonly createSocket: () => ProbeSocket;
  readonly createConnection: CreateConnection;
  /** Milliseconds of a clock that only goes forward. */
  readonly nowMs: () => number;
}

/** The parts of this page's own browser; `socket` comes from the protocol, by way of the page. */
export function browserParts(socket: Omit<SocketFacts, "page">): CheckParts {
  const page = new URL(window.location.href);
  return {
    facts: browserFacts,
    // Browsers hide it from insecure pages, whatever the type says.
    devices: (navigator as { readonly mediaDevices?: MediaDevices }).mediaDevices,
    isSecureContext: window.isSecureContext,
    permission: permissionOf,
    isHeard,
    fetch: (...request) => fetch(...request),
    page,
    createSocket: () => createProbeSocket({ page, ...socket }, (url) => new WebSocket(url)),
    createConnection: (configuration) => new RTCPeerConnection(configuration),
    nowMs: () => performance.now(),
  };
}

export interface CheckOptions {
  /** Told of every change, in order; of none after `signal` ended the check. */
  readonly onChange: (state: CheckState) => void;
  /** Ends the check; whatever it holds is let go of. */
  readonly signal: AbortSignal;
  /** Ends the wait for camera and microphone alone. */
  readonly skipDevices: AbortSignal;
}

const relaySteps = [
  ["relayUdp", "udp"],
  ["relayTcp", "tcp"],
  ["relayTls", "tls"],
] as const satisfies readonly (readonly [StepId, RelayTransport])[];

/** Runs a whole check; half a minute at most, apart from the question for the devices. Never rejects. */
export async function runCheck(parts: CheckParts, options: CheckOptions): Promise<void> {
  const { signal } = options;
  let state: CheckState = { ...idleCheck, phase: "running" };

  const change = (next: Partial<CheckState>): void => {
    if (signal.aborted) return;
    state = { ...state, ...next };
    options.onChange(state);
  };
  const running = (...steps: readonly StepId[]): void => {
    const marked = Object.fromEntries(steps.map((step) => [step, { state: "running" }] as const));
    change({ steps: { ...state.steps, ...marked } });
  };
  const found = (findings: Findings): void => {
    const marked = Object.fromEntries(
      Object.entries(findings).map(
        ([step, finding]) => [step, { state: "found", finding }] as const,
      ),
    );
    change({ steps: { ...state.steps, ...marked } });
  };
  const skip = (code: FindingCode, ...steps: readonly StepId[]): void =>
    found(Object.fromEntries(steps.map((step) => [step, { code }])));

  running("browser");
  const browser = probeBrowser(parts.facts());
  found({ browser });

  running("microphone", "camera");
  const skipDevices = either(signal, options.skipDevices);
  found({ ...(await probeDevices(parts, skipDevices)) });
  if (signal.aborted) return;

  running("server");
  const isHttps = parts.page.protocol === "https:";
  const server = await probeServer({ ...parts, isHttps }, signal);
  const iceUrls = server.servers?.flatMap(({ urls }) => urls) ?? [];
  change({ access: neededAccess(parts.page, iceUrls) });
  found({ server: server.finding });
  if (signal.aborted) return;

  running("websocket");
  const reachable = server.finding.code !== "server.unreachable";
  found({ websocket: await probeWebSocket(parts, { reachable, signal }) });
  if (signal.aborted) return;

  const media = ["stun", "relayUdp", "relayTcp", "relayTls", "loop"] as const;
  if (browser.code === "browser.noWebrtc") skip("skipped.browser", ...media);
  else if (server.servers === null) {
    skip(server.finding.code === "server.limited" ? "skipped.limited" : "skipped.server", ...media);
  } else await tryMedia(server.servers);

  change({ phase: "done", verdict: judge(findingsOf(state)) });

  async function tryMedia(servers: readonly IceServer[]): Promise<void> {
    running("stun");
    found({ stun: await probeStun(parts, { urls: stunServers(servers), signal }) });

    const hasRelay = relaySteps.some(([, transport]) => relaysOver(servers, transport).length > 0);
    if (!hasRelay) {
      skip("relay.none", "relayUdp", "relayTcp", "relayTls");
      skip("loop.none", "loop");
      return;
    }
    // The first that works is the one that calls prefer.
    let best: IceServer | null = null;
    for (const [step, transport] of relaySteps) {
      if (signal.aborted) return;
      const offered = relaysOver(servers, transport);
      if (offered.length === 0) {
        skip("relay.notOffered", step);
        continue;
      }
      running(step);
      const relay = await probeRelay(parts, { servers: offered, signal });
      best ??= relay.server;
      found({ [step]: relay.finding });
    }
    if (signal.aborted) return;
    if (best === null) {
      skip("loop.none", "loop");
      return;
    }
    running("loop");
    found({ loop: await probeLoop(parts, { server: best, signal }) });
  }
}

function findingsOf({ steps }: CheckState): Findings {
  const found: Partial<Record<StepId, Finding>> = {};
  for (const id of stepIds) {
    const step = steps[id];
    if (step.state === "found") found[id] = step.finding;
  }
  return found;
}

/** Aborts with the first of two signals. */
function either(one: AbortSignal, other: AbortSignal): AbortSignal {
  const controller = new AbortController();
  for (const signal of [one, other]) {
    if (signal.aborted) controller.abort(signal.reason);
    else signal.addEventListener("abort", () => controller.abort(signal.reason), { once: true });
  }
  return controller.signal;
}
