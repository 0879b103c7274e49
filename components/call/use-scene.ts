"use client";

import { useMemo } from "react";
import { useStage } from "./call-view.tsx";
import type { Scene } from "./stage-arrangement.ts";
import { useActiveSpeaker, useCall } from "./use-call.ts";

/** What there is to be seen in the call; the same object until something of it changes. */
export function useScene(): Scene {
  const peers = useCall((state) => state.peers);
  const selfId = useCall((state) => state.self?.id ?? null);
  const spotlight = useCall(({ room }) => room?.spotlight?.who ?? null);
  const pins = useStage((stage) => stage.pins);
  const selfShown = useStage((stage) => stage.selfShown);
  const speaker = useActiveSpeaker();
  const self = selfShown ? selfId : null;
  return useMemo(
    () => ({
      pins,
      peers: peers.map(({ participant }) => participant.id),
      sharing: peers.flatMap(({ participant }) => (participant.screen ? [participant.id] : [])),
      speaker,
      spotlight,
      self,
    }),
    [pins, peers, speaker, spotlight, self],
  );
}
