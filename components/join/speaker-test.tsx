"use client";

import { Volume2 } from "lucide-react";
import { useState } from "react";
import { playSound } from "#components/call/media-element.tsx";
import { useLocalMedia } from "#components/call/use-call.ts";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";

/** Plays a short sound on the chosen speaker. */
export function SpeakerTest() {
  const text = useText("join");
  const speakerId = useLocalMedia((media) => media.speakerId);
  const [state, setState] = useState<"idle" | "playing" | "failed">("idle");

  async function play(): Promise<void> {
    if (state === "playing") return;
    setState("playing");
    let url = "";
    try {
      const { toneWav } = await import("./test-tone.ts");
      url = URL.createObjectURL(toneWav());
      await playSound(url, speakerId);
      setState("idle");
    } catch {
      setState("failed");
    } finally {
      URL.revokeObjectURL(url);
    }
  }

  return (
    <div className="flex flex-col gap-1">
      <Button className="w-full" onClick={() => void play()}>
        <Volume2
          aria-hidden
          size={18}
          className={state === "playing" ? "text-accent" : "text-muted"}
        />
        {text("testSpeaker")}
      </Button>
      <p role="status" className={state === "failed" ? "text-small text-danger" : "sr-only"}>
        {state === "failed"
          ? text("testFailed")
          : state === "playing"
            ? text("testingSpeaker")
            : ""}
      </p>
    </div>
  );
}
