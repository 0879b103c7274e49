"use client";

import { Volume2 } from "lucide-react";
import { useCallback, useState } from "react";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Sound } from "./media-element.tsx";
import { useCall, useLocalMedia } from "./use-call.ts";

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
        Object.entries({ microphone, screenSound }).map(
          ([source, track]) =>
            track !== null && (
              <Sound
                key={`${source} ${participant.id}`}
                track={track}
                speakerId={speakerId}
                onBlocked={onBlocked}
              />
            ),
        ),
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
