"use client";

import { Hand, MicOff, ScreenShare, TriangleAlert, VideoOff } from "lucide-react";
import type { PeerView } from "#call/call-state.ts";
import { isOn } from "#components/join/source-toggle.tsx";
import { useText } from "#components/text/use-text.ts";
import type { ParticipantState } from "#protocol/room.ts";
import { Avatar } from "../avatar.tsx";
import { useStage } from "../call-view.tsx";
import { looksAway } from "../camera-swap.ts";
import { LinkNote } from "../link-note.tsx";
import { Video } from "../media-element.tsx";
import { screenKey, type TileKey } from "../stage-arrangement.ts";
import { PictureNote, StateIcon, VoiceRing } from "../tile-parts.tsx";
import { useCall, useLocalMedia, useSaving } from "../use-call.ts";
import { useShownSize } from "../use-shown-size.ts";

const frame = "corners absolute inset-0 overflow-hidden bg-raised";
const chip =
  "pointer-events-none absolute bottom-2 start-2 flex max-w-[calc(100%-1rem)] items-center gap-1.5 rounded-control bg-scrim px-2 py-0.5 text-small text-on-scrim";

/** The tile of the small window: as on the stage, without what opens there. */
export function SmallTile({ shown }: { shown: TileKey }) {
  const peers = useCall((state) => state.peers);
  const self = useCall((state) => state.self);
  const peer = peers.find(({ participant }) => shown.endsWith(`:${participant.id}`));
  if (peer === undefined) return self === null ? null : <OwnTile self={self} />;
  return shown === screenKey(peer.participant.id) ? (
    <SharedScreen peer={peer} />
  ) : (
    <PersonTile peer={peer} />
  );
}

function PersonTile({ peer }: { peer: PeerView }) {
  const text = useText("call");
  const audioOnly = useSaving((saving) => saving.audioOnly);
  const { participant, link, trouble, camera, cameraPaused } = peer;
  const { id, name, microphone, hand } = participant;
  const shownSize = useShownSize(id, "camera", "small-window");
  const frozen = link === "reconnecting" || link === "failed";
  const declined = audioOnly && participant.camera;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset groups form fields; a person is none.
    <div ref={shownSize} role="group" aria-label={name} data-link={link} className={frame}>
      <div
        className={`absolute inset-0 rounded-[inherit] ${frozen || cameraPaused ? "opacity-45 grayscale-[0.85]" : ""}`}
      >
        <Avatar name={name} />
        {camera !== null && !audioOnly && <Video track={camera} />}
      </div>
      <LinkNote participant={id} link={link} trouble={trouble} name={name} />
      {!frozen && (cameraPaused || declined) && (
        <PictureNote words={text(declined ? "audioOnly" : "videoPaused")} />
      )}
      {microphone && !frozen && <VoiceRing who={id} />}
      <div className={chip}>
        {hand && <StateIcon icon={<Hand aria-hidden size={16} />} words={text("handRaised")} />}
        {!microphone && <StateIcon icon={<MicOff aria-hidden size={16} />} words={text("muted")} />}
        {!participant.camera && (
          <StateIcon icon={<VideoOff aria-hidden size={16} />} words={text("cameraOff")} />
        )}
        {link === "unstable" && (
          <StateIcon icon={<TriangleAlert aria-hidden size={16} />} words={text("unstable")} />
        )}
        <Name name={name} />
      </div>
    </div>
  );
}

/** A shared screen: whole, for nothing of it may be cut off. */
function SharedScreen({ peer }: { peer: PeerView }) {
  const text = useText("stage");
  const { participant, link, screen } = peer;
  const shownSize = useShownSize(participant.id, "screen", "small-window");
  const frozen = link === "reconnecting" || link === "failed";
  const label = text("screenOf", { name: participant.name });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset groups form fields; a screen is none.
    <div ref={shownSize} role="group" aria-label={label} data-link={link} className={frame}>
      <div
        className={`absolute inset-0 rounded-[inherit] ${frozen ? "opacity-45 grayscale-[0.85]" : ""}`}
      >
        {screen !== null && <Video track={screen} fit="contain" />}
      </div>
      <div className={chip}>
        <ScreenShare aria-hidden size={16} className="shrink-0" />
        <Name name={label} />
      </div>
    </div>
  );
}

function OwnTile({ self }: { self: ParticipantState }) {
  const text = useText("call");
  const microphone = useLocalMedia((media) => media.microphone);
  const camera = useLocalMedia((media) => media.camera);
  const selfMirrored = useStage((stage) => stage.selfMirrored);
  const label = text("you", { name: self.name });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset groups form fields; a person is none.
    <div role="group" aria-label={label} data-self="true" className={frame}>
      <Avatar name={self.name} />
      {isOn(camera) && camera.track !== null && (
        <Video track={camera.track} mirrored={selfMirrored && !looksAway(camera.track)} />
      )}
      {isOn(microphone) && <VoiceRing who="self" />}
      <div className={chip}>
        {!isOn(microphone) && (
          <StateIcon icon={<MicOff aria-hidden size={16} />} words={text("muted")} />
        )}
        {!isOn(camera) && (
          <StateIcon icon={<VideoOff aria-hidden size={16} />} words={text("cameraOff")} />
        )}
        <Name name={label} />
      </div>
    </div>
  );
}

/** The group bears the name already; `auto` lets a name in Arabic or Hebrew run its own way. */
function Name({ name }: { name: string }) {
  return (
    <span aria-hidden="true" dir="auto" className="truncate font-medium">
      {name}
    </span>
  );
}
