"use client";

import { useId } from "react";
import { useText } from "#components/text/use-text.ts";
import { type GuestPermissions, GuestUse } from "#protocol/moderation.ts";
import { Switch } from "./switch.tsx";

/** What guests may use in a meeting, as whoever opened it chooses, within the call and outside of it. */
export function GuestsMayField({
  guestsMay,
  onChange,
}: {
  guestsMay: GuestPermissions;
  onChange: (what: GuestUse, allowed: boolean) => void;
}) {
  const text = useText("roomSettings");
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot be laid out like the headings around it.
    <div
      role="group"
      aria-labelledby={id}
      aria-describedby={`${id}-hint`}
      className="space-y-4 rounded-control bg-sunken p-3"
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
          onChange={(allowed) => onChange(what, allowed)}
        />
      ))}
    </div>
  );
}
