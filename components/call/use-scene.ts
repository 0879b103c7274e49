"use client";

import { useCallback, useLayoutEffect, useMemo, useState } from "react";
import { useStage } from "./call-view.tsx";
import { pinsInForce, sharingOf } from "./pins.ts";
import type { Scene, TileKey } from "./stage-arrangement.ts";
import {
  beginStage,
  followStage,
  type Happenings,
  STAGE_HOLD_MS,
  type StagePace,
} from "./stage-pace.ts";
import { useActiveSpeaker, useCall } from "./use-call.ts";

/**
 * What there is to be seen in the call; the same object until something of it changes. What goes on in the room may come
 * a moment later than it happens, so that what `largeOf` says to be large of a scene stays so long enough to be looked at.
 * `largeOf` is the same function until its answers change.
 */
export function useScene(largeOf: (scene: Scene) => readonly TileKey[]): Scene {
  const peers = useCall((state) => state.peers);
  const selfId = useCall((state) => state.self?.id ?? null);
  const spotlight = useCall(({ room }) => room?.spotlight?.who ?? null);
  const allPins = useStage((stage) => stage.pins);
  const selfShown = useStage((stage) => stage.selfShown);
  const spotlightMovedMs = useStage((stage) => stage.spotlightMovedMs);
  const speaker = useActiveSpeaker();
  const self = selfShown ? selfId : null;
  const now = useMemo<Happenings>(
    () => ({ sharing: sharingOf(peers), speaker, spotlight }),
    [peers, speaker, spotlight],
  );
  const sceneOf = useCallback(
    (happenings: Happenings): Scene => {
      const here = peers.map(({ participant }) => participant.id);
      // Of who left nothing can be shown any more.
      const sharing = happenings.sharing.filter((id) => here.includes(id));
      const pins = pinsInForce(allPins, sharing);
      return { ...happenings, pins, peers: here, sharing, self };
    },
    [allPins, peers, self],
  );
  const [pace, setPace] = useState<StagePace>(() => beginStage(now, largeOf(sceneOf(now))));
  useLayoutEffect(() => {
    const follow = (nowMs: number) =>
      followStage(pace, {
        now,
        largeOf: (happenings) => largeOf(sceneOf(happenings)),
        nowMs,
        movedSpotlight: nowMs - spotlightMovedMs < STAGE_HOLD_MS,
      });
    const nowMs = performance.now();
    const next = follow(nowMs);
    setPace(next);
    if (next.shown === now) return;
    const dueMs = next.sinceMs + STAGE_HOLD_MS;
    const timer = setTimeout(() => setPace(follow(dueMs)), dueMs - nowMs);
    return () => clearTimeout(timer);
  }, [pace, now, largeOf, sceneOf, spotlightMovedMs]);
  return useMemo(() => sceneOf(pace.shown), [sceneOf, pace.shown]);
}
