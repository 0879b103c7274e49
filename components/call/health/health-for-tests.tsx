/** A call whose links are as a test wants them, without a browser. */

import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { createCallSession } from "#call/call-session.ts";
import type { CallState, PeerView } from "#call/call-state.ts";
import type { HealthState } from "#call/health-store.ts";
import { aParticipant, CODE } from "#call/people-for-tests.ts";
import type { SavingState } from "#call/saving-store.ts";
import { createLinkHealth, type LinkHealth } from "#call/stats/link-health.ts";
import { recorded } from "#call/stats/reports-for-tests.ts";
import { CallProvider } from "#components/call/call-context.tsx";
import { CallViewProvider } from "#components/call/call-view.tsx";
import { catalogues } from "#components/text/catalogue.ts";
import { TextProvider } from "#components/text/text-provider.tsx";

/** The recorded link after its two seconds, with changes. */
export function aLinkHealth(change: Partial<LinkHealth> = {}): LinkHealth {
  const health = createLinkHealth();
  const { before, after } = recorded.chromium;
  const told = {
    heartbeat: { rttMs: 42, rttJitterMs: 3, lossRatio: 0.002 },
    peer: { microphone: true, camera: true },
  };
  health.sampled({ sample: before, ...told }, 0);
  health.sampled({ sample: after, ...told }, 2_000);
  return { ...health.snapshot(), ...change };
}

export function aPeer(name: string): PeerView {
  return {
    participant: aParticipant(name),
    link: "connected",
    route: "direct",
    trouble: null,
    microphone: null,
    camera: null,
    screen: null,
    screenSound: null,
    cameraPaused: false,
  };
}

/** A state of the links to some peers. */
export function aHealth(
  links: readonly (readonly [PeerView, LinkHealth])[],
  blame: HealthState["blame"] = null,
): HealthState {
  return {
    links: new Map(links.map(([{ participant }, health]) => [participant.id, health])),
    blame,
  };
}

/** Draws something in a call in which the links are so. */
export function drawn(
  children: ReactNode,
  health: HealthState,
  change: Partial<CallState> = {},
  saving: Partial<SavingState> = {},
): string {
  const session = createCallSession({ code: CODE, hostKey: null });
  const state = { ...session.getSnapshot(), ...change };
  const saved = { ...session.saving.getSnapshot(), ...saving };
  const fake = {
    ...session,
    getSnapshot: () => state,
    health: { ...session.health, getSnapshot: () => health },
    saving: { ...session.saving, getSnapshot: () => saved },
  };
  return renderToStaticMarkup(
    <TextProvider language="en" messages={catalogues.en}>
      <CallProvider session={fake}>
        <CallViewProvider>{children}</CallViewProvider>
      </CallProvider>
    </TextProvider>,
  );
}

/** What can be read in some markup, each piece on a line of its own. */
export function readable(html: string): readonly string[] {
  return html
    .replaceAll(/<[^>]*>/g, "\n")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.replaceAll("&amp;", "&").replaceAll("&#x27;", "'"));
}
