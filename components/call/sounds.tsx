"use client";

import { Volume2 } from "lucide-react";
import { type ComponentProps, useCallback, useState } from "react";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import type { ParticipantId } from "#protocol/ids.ts";
import { useVolume } from "./call-view.tsx";
import { Sound } from "./media-element.tsx";
import { useCall, useLocalMedia } from "./use-call.ts";
import type { HeardSource } from "./volumes.ts";

const HEARD: readonly HeardSource[] = ["microphone", "screenSound"];

function PersonSound({
  participant,
  source,
  ...sound
}: Omit<ComponentProps<typeof Sound>, "volume"> & {
  participant: ParticipantId;
  source: HeardSource;
}) {
  const [volume] = useVolume(participant, source);
  return <Sound {...sound} volume={volume} />;
}

/** Everyone's sound, apart from the tiles, so that no change of layout can interrupt it. */
export function Sounds() {
  const text = useText("call");
  const peers = useCall((state) => state.peers);
  const speakerId = useLocalMedia((media) => media.speakerId);
  const [blocked, setBlocked] = useState<readonly (() => void)[]>([]);
  const onBlocked = useCallback((play: () => void) => setBlocked((now) => [...now, play]), []);
  return (
    <>
      {peers.flatMap(({ participant, microphone, screenSound }) =>
        HEARD.map((source) => {
          const track = { microphone, screenSound }[source];
          // Whoever is muted for all is not heard, whatever their browser still sends.
          const muted = source === "microphone" && !participant.microphone;
          return (
            track !== null && (
              <PersonSound
                key={`${source} ${participant.id}`}
                participant={participant.id}
                source={source}
                track={track}
                speakerId={speakerId}
                muted={muted}
                onBlocked={onBlocked}
              />
            )
          );
        }),
      )}
      {blocked.length > 0 && (
        <div
          role="alert"
          className="absolute inset-x-4 top-4 z-20 mx-auto flex max-w-sm animate-appear flex-col items-center gap-2 rounded-card bg-raised p-4 text-center shadow-raised"
        >
          <Button
            look="primary"
            size="large"
            onClick={() => {
              setBlocked([]);
              for (const play of blocked) play();
            }}
          >
            <Volume2 aria-hidden size={20} />
            {text("tapToHear")}
          </Button>
          <p className="text-small text-muted">{text("tapToHearBody")}</p>
        </div>
      )}
    </>
  );
}
