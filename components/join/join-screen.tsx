"use client";

import { SettingsButton } from "#components/call/saving/settings-button.tsx";
import { useCall, useLocalMedia } from "#components/call/use-call.ts";
import { useRoomSchedule, useRoomTitle } from "#components/call/use-room-place.ts";
import { Share } from "#components/share/share.tsx";
import { useText } from "#components/text/use-text.ts";
import { optional } from "#components/ui/optional.tsx";
import { PageFrame } from "#components/ui/page-frame.tsx";
import { DeviceSelect } from "./device-select.tsx";
import { JoinForm } from "./join-form.tsx";
import { Preview } from "./preview.tsx";
import { SpeakerTest } from "./speaker-test.tsx";
import { WhoIsHere } from "./who-is-here.tsx";

// Most people's devices work. While the server is away there is no help to be had, and the page goes on without.
const CaptureHelp = optional(async () => (await import("./capture-help.tsx")).CaptureHelp);
const NextStart = optional(async () => (await import("./next-start.tsx")).NextStart);

/** Before joining: see and hear yourself, say who you are, go in. Nothing here waits for the camera. */
export function JoinScreen({
  email,
  rejoining,
  onEmailChange,
}: {
  email: string;
  rejoining: boolean;
  onEmailChange: (email: string) => void;
}) {
  const text = useText("join");
  const code = useCall((state) => state.code);
  const title = useRoomTitle();
  const schedule = useRoomSchedule();
  const hasProblem = useLocalMedia(
    ({ microphone, camera }) => microphone.problem !== null || camera.problem !== null,
  );

  return (
    <PageFrame>
      <div className="grid flex-1 content-start items-start gap-x-10 gap-y-5 pb-8 lg:grid-cols-[minmax(0,1.45fr)_minmax(0,1fr)] lg:content-center">
        <div className="flex flex-col gap-3">
          <Preview />
          {hasProblem && <CaptureHelp />}
        </div>
        <div className="flex flex-col gap-4 lg:row-span-2">
          <div className="flex flex-col gap-1">
            <h1 className="text-display font-semibold tracking-tight break-words">
              {title === null ? text("heading") : <bdi>{title}</bdi>}
            </h1>
            <p className="text-muted tabular-nums">{text("meeting", { code })}</p>
            {schedule !== null && <NextStart schedule={schedule} />}
            <WhoIsHere />
          </div>
          <JoinForm email={email} rejoining={rejoining} onEmailChange={onEmailChange} />
          <Share code={code} title={title} schedule={schedule} />
        </div>
        <div className="grid gap-2 sm:grid-cols-2">
          <DeviceSelect kind="microphone" />
          <DeviceSelect kind="camera" />
          <DeviceSelect kind="speaker" />
          <SpeakerTest />
          {/* A row of its own: the list of speakers comes late, and must not move Join from under a press. */}
          <div className="grid sm:col-span-2">
            <SettingsButton look="plain" />
          </div>
        </div>
      </div>
    </PageFrame>
  );
}
