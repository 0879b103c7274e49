"use client";

import {
  Crown,
  Hand,
  MicOff,
  Shield,
  Spotlight,
  TriangleAlert,
  VideoOff,
  Waypoints,
} from "lucide-react";
import { memo, type ReactNode } from "react";
import type { LinkState, LinkTrouble } from "#call/link-words.ts";
import { useText } from "#components/text/use-text.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import type { Route } from "#protocol/link.ts";
import type { Role } from "#protocol/moderation.ts";
import { Avatar } from "./avatar.tsx";
import { useSession } from "./call-context.tsx";
import { FloatingReactions } from "./floating-reactions.tsx";
import { qualityOf } from "./health/quality-words.tsx";
import { LinkNote } from "./link-note.tsx";
import { Video } from "./media-element.tsx";
import { QualityBadge } from "./quality-badge.tsx";
import { personKey } from "./stage-arrangement.ts";
import type { Place } from "./stage-layout.ts";
import { TileOptions } from "./tile-options.tsx";
import { PictureNote, StateIcon, VoiceRing } from "./tile-parts.tsx";
import { useHealth } from "./use-call.ts";
import { useShownSize } from "./use-shown-size.ts";

export interface TileProps {
  participant: ParticipantId;
  name: string;
  place: Place;
  /** Sends sound. */
  microphone: boolean;
  /** Sends a picture; `track` may still be on its way. */
  camera: boolean;
  track: MediaStreamTrack | null;
  /** Null for one's own tile. */
  link: LinkState | null;
  /** Why this pair cannot connect at all; null while there is hope. */
  trouble?: LinkTrouble | null;
  route: Route | null;
  hand?: boolean;
  role?: Role;
  /** Whether the person holds the picture back, so that the sound gets through. */
  cameraPaused?: boolean;
  /** Whether it is this end that asks for no picture. */
  cameraDeclined?: boolean;
  isPinned?: boolean;
  /** Whether a host gave the person the stage for everyone. */
  isSpotlit?: boolean;
  isSelf?: boolean;
  isMirrored?: boolean;
  /** Shows all of the picture rather than fill the tile. */
  isWhole?: boolean;
  /** The own picture over somebody else's: smaller words, a shadow. */
  floats?: boolean;
  children?: ReactNode;
}

/** One person. Everything that can be seen on it can also be read. */
export const Tile = memo(function Tile({
  participant,
  name,
  place,
  microphone,
  camera,
  track,
  link,
  trouble = null,
  route,
  hand = false,
  role = "guest",
  cameraPaused = false,
  cameraDeclined = false,
  isPinned = false,
  isSpotlit = false,
  isSelf = false,
  isMirrored = false,
  isWhole = false,
  floats = false,
  children,
}: TileProps) {
  const text = useText("call");
  const moderation = useText("moderation");
  const { pictured } = useSession();
  const label = isSelf ? text("you", { name }) : name;
  const frozen = link === "reconnecting" || link === "failed";
  const showsPicture = camera && track !== null;
  const shownSize = useShownSize(isSelf ? null : participant);
  const quality = useHealth(({ links }) => qualityOf(links.get(participant)));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset groups form fields; a person is none.
    <div
      ref={shownSize}
      role="group"
      aria-label={label}
      data-participant={participant}
      data-self={isSelf ? "true" : undefined}
      data-link={link ?? undefined}
      data-route={route ?? undefined}
      data-quality={quality ?? undefined}
      data-paused={cameraPaused || undefined}
      // Moves when the others make room, but comes in without a movement of its own: that moment belongs to the
      // connection, which on a small machine an animation would delay by more than it lasts.
      className={`group/tile absolute top-0 left-0 transition-[translate] overflow-hidden bg-raised ${floats ? "z-10 rounded-card shadow-raised" : "corners"}`}
      style={{ width: place.width, height: place.height, translate: `${place.x}px ${place.y}px` }}
    >
      <div
        // Dims slowly, and is bright again at once: a filter that fades over a picture that moves costs its first frames.
        className={`absolute inset-0 rounded-[inherit] ${frozen || cameraPaused ? "opacity-45 grayscale-[0.85] transition-[filter,opacity]" : ""} ${link === "connecting" ? "animate-shimmer" : ""}`}
      >
        {/* Under the picture too: a video is empty until its first frame. */}
        <Avatar name={name} />
        {showsPicture && (
          <Video
            track={track}
            mirrored={isMirrored}
            fit={isWhole ? "contain" : "cover"}
            onPicture={isSelf ? undefined : pictured}
          />
        )}
      </div>
      {link !== null && (
        <LinkNote participant={participant} link={link} trouble={trouble} name={name} />
      )}
      {!frozen && (cameraPaused || cameraDeclined) && (
        <PictureNote words={text(cameraDeclined ? "audioOnly" : "videoPaused")} />
      )}
      {microphone && !frozen && <VoiceRing who={isSelf ? "self" : participant} />}
      {/* As wide as the tile, so that the words of the badge have room above it. */}
      <div className="pointer-events-none absolute inset-x-2 bottom-2 compact:inset-x-1.5 compact:bottom-1.5">
        <div
          className={`pointer-events-auto flex w-fit max-w-full items-center gap-1.5 rounded-control bg-scrim px-2 py-0.5 text-on-scrim ${floats ? "text-small" : "text-small sm:text-body compact:text-small"}`}
        >
          {quality !== null && (
            <QualityBadge
              participant={participant}
              name={name}
              quality={quality}
              isSkipped={link === "reconnecting"}
            />
          )}
          {isSpotlit && (
            <StateIcon icon={<Spotlight aria-hidden size={16} />} words={text("inSpotlight")} />
          )}
          {role !== "guest" && (
            <StateIcon
              icon={
                role === "host" ? <Crown aria-hidden size={16} /> : <Shield aria-hidden size={16} />
              }
              words={moderation(`roles.${role}`)}
            />
          )}
          {hand && <StateIcon icon={<Hand aria-hidden size={16} />} words={text("handRaised")} />}
          {!microphone && (
            <StateIcon icon={<MicOff aria-hidden size={16} />} words={text("muted")} />
          )}
          {!camera && (
            <StateIcon icon={<VideoOff aria-hidden size={16} />} words={text("cameraOff")} />
          )}
          {link === "unstable" && (
            <StateIcon icon={<TriangleAlert aria-hidden size={16} />} words={text("unstable")} />
          )}
          {route === "relay" && (
            <StateIcon icon={<Waypoints aria-hidden size={16} />} words={text("relayed")} />
          )}
          {/* The group bears the name already; `auto` lets a name in Arabic or Hebrew run its own way. */}
          <span aria-hidden="true" dir="auto" className="truncate font-medium">
            {floats ? text("youShort") : label}
          </span>
        </div>
      </div>
      <FloatingReactions participant={participant} />
      {children}
      {!floats && (
        <TileOptions
          tile={personKey(participant)}
          name={label}
          height={place.height}
          isPinned={isPinned}
          isSkipped={link === "reconnecting"}
        />
      )}
    </div>
  );
});
