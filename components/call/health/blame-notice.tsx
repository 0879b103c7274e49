"use client";

import { useEffect, useRef } from "react";
import type { PeerView } from "#call/call-state.ts";
import { type Blame, isSameCause } from "#call/stats/blamed.ts";
import { useSession } from "#components/call/call-context.tsx";
import { isolated } from "#components/call/isolated-name.ts";
import { useCall, useHealth, useLocalMedia, useSaving } from "#components/call/use-call.ts";
import { isOn } from "#components/join/source-toggle.tsx";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { cameraOffHelps, lowerQualityHelps, relayHelps, useBlameWords } from "./blame-words.ts";

/** The same cause is not said again sooner: who could act has read it, and a wavering network would go on and on. */
const SAY_AGAIN_AFTER_MS = 120_000;

/**
 * Tells who is the problem when that is found, and when it is over. Each time has a key of its own. The functions must
 * not change.
 */
export function useBlame(
  onFound: (key: string, blame: Blame) => void,
  onOver: (key: string) => void,
): void {
  const blame = useHealth((health) => health.blame);
  const said = useRef<{ key: string; blame: Blame; atMs: number; standing: boolean } | null>(null);
  useEffect(() => {
    const last = said.current;
    const nowMs = performance.now();
    if (last !== null && isSameCause(last.blame, blame)) {
      if (last.standing || nowMs - last.atMs < SAY_AGAIN_AFTER_MS) return;
    } else if (last?.standing) {
      last.standing = false;
      onOver(last.key);
    }
    if (blame === null) return;
    const key = `blame-${nowMs}`;
    said.current = { key, blame, atMs: nowMs, standing: true };
    onFound(key, blame);
  }, [blame, onFound, onOver]);
}

/** The same cause as it is now: it may have become worse since it was told. */
function useLatest(told: Blame): Blame {
  const now = useHealth((health) => health.blame);
  return now !== null && isSameCause(told, now) ? now : told;
}

/** What a notice of it says. */
export function BlameSentence({ blame: told }: { blame: Blame }) {
  const blame = useLatest(told);
  const words = useBlameWords();
  const peers = useCall((state) => state.peers);
  return words(blame, (id) => {
    const peer = peers.find(({ participant }) => participant.id === id);
    return peer === undefined ? null : isolated(peer.participant.name);
  });
}

/** What helps, as far as this person can do it; the first that is pressed ends the notice. */
export function BlameHelp({ blame: told, onDone }: { blame: Blame; onDone: () => void }) {
  const blame = useLatest(told);
  const text = useText("health");
  const session = useSession();
  const camera = useLocalMedia((state) => state.camera);
  const cameraOff = useHealth((health) => cameraOffHelps(blame, health)) && isOn(camera);
  const pictures = useCall(({ peers }) => peers.some((peer) => peer.camera !== null));
  const spared = useSaving(({ dataSaver, audioOnly }) => dataSaver || audioOnly);
  const hasRelay = useSaving(({ relay }) => relay === true);
  const blamed = useCall(({ peers }) => blamedPeer(blame, peers));
  const helps = [
    {
      key: "cameraOff",
      offered: cameraOff,
      act: () => void session.media.setWanted("camera", false),
    },
    {
      key: "lowerQuality",
      offered: lowerQualityHelps(blame) && !spared && (pictures || isOn(camera)),
      act: () => session.saving.set({ dataSaver: true }),
    },
    {
      key: "useRelay",
      offered: relayHelps(blame, { hasRelay, route: blamed?.route ?? null }),
      act: () => blamed !== null && session.moveToRelay(blamed.participant.id),
    },
  ] as const;
  const offered = helps.filter((help) => help.offered);
  if (offered.length === 0) return null;
  return (
    <span className="flex flex-wrap">
      {offered.map(({ key, act }) => (
        <Button
          key={key}
          look="bare"
          size="small"
          title={text(`${key}Hint`)}
          onClick={() => {
            act();
            onDone();
          }}
        >
          {text(key)}
        </Button>
      ))}
    </span>
  );
}

function blamedPeer(blame: Blame, peers: readonly PeerView[]): PeerView | null {
  if (!("id" in blame)) return null;
  return peers.find(({ participant }) => participant.id === blame.id) ?? null;
}
