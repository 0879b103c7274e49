"use client";

import { ShortcutKeys } from "./shortcut-keys.tsx";
import { CallTones } from "./tones/call-tones.tsx";

/** What helps in a call and is not seen: keys, and sounds for what happens. */
export function CallAids() {
  return (
    <>
      <ShortcutKeys />
      <CallTones />
    </>
  );
}
