"use client";

import { Volume1, Volume2, VolumeX } from "lucide-react";
import { useId, useState } from "react";
import { useFormatter } from "use-intl";
import { useText } from "#components/text/use-text.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import { useVolume } from "./call-view.tsx";
import { canSetVolume } from "./can-set-volume.ts";
import { isolated } from "./isolated-name.ts";
import { useCall } from "./use-call.ts";
import type { HeardSource } from "./volumes.ts";

/**
 * How loud one person is for us alone: a button in the list of people, and under it what it opens. Neither of them where
 * the browser would not obey.
 */
export function useVolumeControl(id: ParticipantId, name: string) {
  const text = useText("stage");
  const [open, setOpen] = useState(false);
  const [volume] = useVolume(id, "microphone");
  const sharesSound = useCall(({ peers }) =>
    peers.some((peer) => peer.participant.id === id && peer.screenSound !== null),
  );
  const sliders = useId();
  const Icon = volume === 0 ? VolumeX : volume < 1 ? Volume1 : Volume2;
  const label = text("volumeOf", { name: isolated(name) });
  return {
    button: canSetVolume() && (
      <button
        type="button"
        aria-label={label}
        title={label}
        aria-expanded={open}
        aria-controls={open ? sliders : undefined}
        onClick={() => setOpen((now) => !now)}
        className={`-me-2 grid size-11 shrink-0 place-items-center rounded-control hover:bg-sunken hover:text-text ${volume < 1 ? "text-accent" : "text-muted"}`}
      >
        <Icon aria-hidden size={18} />
      </button>
    ),
    sliders: open && (
      <div id={sliders} className="pb-2">
        <Slider id={id} source="microphone" label={label} />
        {sharesSound && (
          <Slider
            id={id}
            source="screenSound"
            label={text("sharedVolumeOf", { name: isolated(name) })}
            isNamed
          />
        )}
      </div>
    ),
  };
}

function Slider({
  id,
  source,
  label,
  isNamed = false,
}: {
  id: ParticipantId;
  source: HeardSource;
  label: string;
  /** Whether its name is also seen: the first one stands under its person. */
  isNamed?: boolean;
}) {
  const [volume, setVolume] = useVolume(id, source);
  const percent = Math.round(volume * 100);
  const words = useFormatter().number(volume, { style: "percent" });
  return (
    <label className="flex min-h-11 items-center gap-3">
      <span className={isNamed ? "text-small text-muted" : "sr-only"}>{label}</span>
      <input
        type="range"
        min={0}
        max={100}
        step={5}
        value={percent}
        aria-valuetext={words}
        onChange={(event) => setVolume(Number(event.target.value) / 100)}
        className="h-11 min-w-0 grow accent-accent"
      />
      <span aria-hidden="true" className="w-12 text-end text-small text-muted tabular-nums">
        {words}
      </span>
    </label>
  );
}
