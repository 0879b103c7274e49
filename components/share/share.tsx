"use client";

import { CalendarPlus, Check, Copy, Mail, QrCode, Share2 } from "lucide-react";
import { useRef, useState, useSyncExternalStore } from "react";
import { useText } from "#components/text/use-text.ts";
import { Button, buttonClasses } from "#components/ui/button.tsx";
import { openedWindow } from "#components/ui/opened-part.tsx";
import type { Schedule } from "#protocol/schedule.ts";
import { copyText, linkTo } from "./meeting-link.ts";

const QrDialog = openedWindow(async () => (await import("./qr-dialog.tsx")).QrDialog);

/** How long the copy button says that it did. */
const COPIED_SHOWN_MS = 2_500;

const subscribeToNothing = () => () => undefined;
const canShare = () => typeof navigator.share === "function";

/** The ways beside copying share one row and give way to each other. */
const minor = "flex-auto px-2!";

/** Every way to bring the link to others. Nothing but the link leaves this browser, and only where the person sends it. */
export function Share({
  code,
  title,
  schedule,
  prominent = false,
}: {
  code: string;
  /** How the room is called; null where it has only its code. */
  title: string | null;
  /** When people meet in it; null where nobody said. */
  schedule: Schedule | null;
  prominent?: boolean;
}) {
  const text = useText("share");
  const [state, setState] = useState<"idle" | "copied" | "copyFailed" | "calendarFailed">("idle");
  const [showQr, setShowQr] = useState(false);
  const hideCopied = useRef<ReturnType<typeof setTimeout>>(undefined);
  const shareable = useSyncExternalStore(subscribeToNothing, canShare, () => false);
  const link = useSyncExternalStore(
    subscribeToNothing,
    () => linkTo(code),
    () => "",
  );

  async function copy(): Promise<void> {
    clearTimeout(hideCopied.current);
    // Emptied first, so that copying again is announced again.
    setState("idle");
    const copied = await copyText(link);
    setState(copied ? "copied" : "copyFailed");
    if (copied) hideCopied.current = setTimeout(() => setState("idle"), COPIED_SHOWN_MS);
  }

  async function saveCalendarFile(): Promise<void> {
    try {
      const { downloadInvitation } = await import("./calendar-file.ts");
      await downloadInvitation({
        code,
        link,
        title: title ?? text("calendarTitle"),
        description: text("calendarDescription", { url: link }),
        schedule,
      });
    } catch {
      setState("calendarFailed");
    }
  }

  const subject = title ?? text("emailSubject");
  const mail = `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(text("emailBody", { url: link }))}`;
  const CopyIcon = state === "copied" ? Check : Copy;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap gap-2">
        <Button
          look={prominent ? "primary" : "quiet"}
          className="basis-full"
          onClick={() => void copy()}
        >
          <CopyIcon aria-hidden size={18} />
          {text("copy")}
        </Button>
        {shareable && (
          <Button
            className={minor}
            onClick={() => {
              // A person who closes the sheet again has not failed at anything.
              navigator.share({ title: subject, url: link }).catch(() => null);
            }}
          >
            <Share2 aria-hidden size={18} />
            {text("share")}
          </Button>
        )}
        <Button className={minor} onClick={() => setShowQr(true)}>
          <QrCode aria-hidden size={18} />
          {text("qr")}
        </Button>
        <a
          href={mail}
          aria-label={text("emailLong")}
          title={text("emailLong")}
          className={`${buttonClasses()} ${minor}`}
        >
          <Mail aria-hidden size={18} />
          {text("email")}
        </a>
        <Button
          className={minor}
          aria-label={text("calendarLong")}
          title={text("calendarLong")}
          onClick={() => void saveCalendarFile()}
        >
          <CalendarPlus aria-hidden size={18} />
          {text("calendar")}
        </Button>
      </div>
      <p role="status" className={`text-small ${state === "copied" ? "text-good" : "text-danger"}`}>
        {state === "idle" ? "" : text(state)}
      </p>
      {state === "copyFailed" && (
        <input
          readOnly
          aria-label={text("link")}
          value={link}
          className="field"
          onFocus={(event) => event.target.select()}
        />
      )}
      {showQr && <QrDialog link={link} onClose={() => setShowQr(false)} />}
    </div>
  );
}
