"use client";

import { ShortcutKeys } from "./shortcut-keys.tsx";
import { SpokenEvents } from "./spoken-events.tsx";
import { CallTones } from "./tones/call-tones.tsx";

/** What helps in a call and is not seen: keys, and sounds and words for what happens. */
export function CallAids() {
  return (
    <>
      <ShortcutKeys />
      <SpokenEvents />
      <CallTones />
    </>
  );
}
