"use client";

import { useMemo } from "react";
import { useStage } from "./call-view.tsx";
import { pinsInForce, sharingOf } from "./pins.ts";
import type { Scene } from "./stage-arrangement.ts";
import { useActiveSpeaker, useCall } from "./use-call.ts";

/** What there is to be seen in the call; the same object until something of it changes. */
export function useScene(): Scene {
  const peers = useCall((state) => state.peers);
  const selfId = useCall((state) => state.self?.id ?? null);
  const spotlight = useCall(({ room }) => room?.spotlight?.who ?? null);
  const allPins = useStage((stage) => stage.pins);
  const selfShown = useStage((stage) => stage.selfShown);
  const speaker = useActiveSpeaker();
  const self = selfShown ? selfId : null;
  return useMemo(() => {
    const sharing = sharingOf(peers);
    return {
      pins: pinsInForce(allPins, sharing),
      peers: peers.map(({ participant }) => participant.id),
      sharing,
      speaker,
      spotlight,
      self,
    };
  }, [allPins, peers, speaker, spotlight, self]);
}
