"use client";

import { ScreenShareOff } from "lucide-react";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Select } from "#components/ui/select.tsx";
import { useSession } from "./call-context.tsx";
import { useScreenShare } from "./use-call.ts";

/** Says that one's own screen is seen by all, for as long as it is, and ends it. */
export function SharingBanner() {
  const text = useText("stage");
  const { screen } = useSession();
  const isSharing = useScreenShare(({ track }) => track !== null);
  const emphasis = useScreenShare((share) => share.emphasis);
  const mayMirror = useScreenShare((share) => share.mayMirror);
  const hasSound = useScreenShare(({ sound }) => sound !== null);
  if (!isSharing) return null;
  return (
    <section
      aria-label={text("yourScreen")}
      className="flex flex-wrap items-center justify-center gap-x-4 gap-y-1 bg-accent-soft px-4 py-1.5 text-small"
    >
      <p>
        <strong className="font-semibold">{text(hasSound ? "sharingWithSound" : "sharing")}</strong>{" "}
        {mayMirror && <span className="compact:hidden">{text("mirrorHint")}</span>}
      </p>
      <label htmlFor="share-emphasis" className="flex items-center gap-2 compact:hidden">
        {text("emphasis")}
        <Select
          id="share-emphasis"
          value={emphasis}
          onChange={({ target }) =>
            screen.setEmphasis(target.value === "motion" ? "motion" : "detail")
          }
        >
          <option value="detail">{text("detail")}</option>
          <option value="motion">{text("motion")}</option>
        </Select>
      </label>
      <Button look="primary" size="small" onClick={() => screen.stop()}>
        <ScreenShareOff aria-hidden size={16} />
        {text("stopSharing")}
      </Button>
    </section>
  );
}
