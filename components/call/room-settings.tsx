"use client";

import { useId } from "react";
import { useText } from "#components/text/use-text.ts";
import { Switch } from "#components/ui/switch.tsx";
import { ALL_PERMITTED, GuestUse } from "#protocol/moderation.ts";
import { useSession } from "./call-context.tsx";
import { useCall } from "./use-call.ts";

/** What whoever opened the meeting sets for it, beyond this call. */
export function RoomSettings() {
  const text = useText("moderation");
  const session = useSession();
  const startsMuted = useCall(({ room }) => room?.startsMuted ?? false);
  return (
    <>
      <Switch
        label={text("startMuted")}
        hint={text("startMutedHint")}
        checked={startsMuted}
        onChange={(on) => session.moderate({ kind: "start-muted", startsMuted: on })}
      />
      <GuestsMay />
    </>
  );
}

function GuestsMay() {
  const text = useText("moderation");
  const session = useSession();
  const id = useId();
  const guestsMay = useCall(({ room }) => room?.guestsMay ?? ALL_PERMITTED);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot be laid out like the headings around it.
    <div
      role="group"
      aria-labelledby={id}
      aria-describedby={`${id}-hint`}
      className="space-y-2 rounded-control bg-sunken p-3"
    >
      <div>
        <h4 id={id} className="font-medium">
          {text("guestsMay")}
        </h4>
        <p id={`${id}-hint`} className="text-small text-muted">
          {text("guestsMayHint")}
        </p>
      </div>
      {GuestUse.options.map((what) => (
        <Switch
          key={what}
          label={text(`uses.${what}`)}
          checked={guestsMay[what]}
          onChange={(allowed) => session.moderate({ kind: "permit", what, allowed })}
        />
      ))}
    </div>
  );
}
