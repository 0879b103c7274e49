"use client";

import { CalendarClock, Plus, Settings2 } from "lucide-react";
import { type RefObject, useEffect, useEffectEvent, useId, useRef, useState } from "react";
import { rememberVisit } from "#components/rooms/remembered-rooms.ts";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Mark } from "#components/ui/mark.tsx";
import { NewPasswordField } from "#components/ui/new-password-field.tsx";
import { openedWindow } from "#components/ui/opened-part.tsx";
import { Problem } from "#components/ui/problem.tsx";
import { isUsablePassword } from "#protocol/password-length.ts";

const ScheduleDialog = openedWindow(
  async () => (await import("#components/rooms/schedule-dialog.tsx")).ScheduleDialog,
);

type Progress =
  | { kind: "idle" }
  | { kind: "creating" }
  | { kind: "refused"; why: "unreachable" | "failed" }
  | { kind: "rate-limited"; seconds: number };

/** Opens a room and goes there. The answer's host key stays in this browser. */
export function NewMeeting() {
  const text = useText("home");
  const meetings = useText("meetings");
  const [progress, setProgress] = useState<Progress>({ kind: "idle" });
  const [isScheduling, setIsScheduling] = useState(false);
  const [wrongPassword, setWrongPassword] = useState(false);
  const passwordField = useRef<HTMLInputElement>(null);

  async function create(options: {
    requireEmail: boolean;
    lobby: boolean;
    hostFirst?: boolean;
    password?: string;
  }): Promise<void> {
    if (progress.kind === "creating") return;
    setProgress({ kind: "creating" });
    let response: Response;
    try {
      response = await fetch("/api/rooms", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(options),
      });
    } catch {
      setProgress({ kind: "refused", why: "unreachable" });
      return;
    }
    if (response.status === 429) {
      const seconds = Number(response.headers.get("retry-after"));
      setProgress({ kind: "rate-limited", seconds: Math.max(1, Math.ceil(seconds) || 60) });
      return;
    }
    // Checked by hand: the schema's library would double the weight of this page for one answer of our own server.
    const reply: unknown = await response.json().catch(() => null);
    const room = typeof reply === "object" && reply !== null ? reply : {};
    const { code, hostKey }: { code?: unknown; hostKey?: unknown } = room;
    if (response.status !== 201 || typeof code !== "string" || typeof hostKey !== "string") {
      setProgress({ kind: "refused", why: "failed" });
      return;
    }
    rememberVisit(code, hostKey);
    // A whole page load: the server alone decides what stands behind a room's address.
    window.location.assign(`/r/${code}`);
  }

  const createFromLink = useEffectEvent(() => {
    const url = new URL(window.location.href);
    if (!url.searchParams.has("new")) return;
    // Taken out first, so that going back or reloading opens no second meeting.
    window.history.replaceState(null, "", url.pathname);
    void create({ requireEmail: false, lobby: false });
  });
  useEffect(() => {
    createFromLink();
    // Back from a room through the page cache: the button waits for a press again.
    const restored = (event: PageTransitionEvent) => {
      if (event.persisted) setProgress({ kind: "idle" });
    };
    window.addEventListener("pageshow", restored);
    return () => window.removeEventListener("pageshow", restored);
  }, []);

  return (
    <>
      <form
        // As an action, and not on click: React then keeps a press from before the script has come, and does it late.
        action={(fields) => {
          const password = String(fields.get("password") ?? "");
          const isWrong = password !== "" && !isUsablePassword(password);
          setWrongPassword(isWrong);
          if (isWrong) {
            // Maybe folded away meanwhile.
            passwordField.current?.closest("details")?.setAttribute("open", "");
            return passwordField.current?.focus();
          }
          void create({
            requireEmail: fields.has("requireEmail"),
            lobby: fields.has("lobby"),
            hostFirst: fields.has("hostFirst"),
            ...(password !== "" && { password }),
          });
        }}
        className="flex flex-col gap-3"
      >
        <div className="flex flex-col gap-3 sm:flex-row sm:flex-wrap">
          <Button
            type="submit"
            look="primary"
            size="large"
            aria-busy={progress.kind === "creating"}
          >
            {progress.kind === "creating" ? (
              <Mark size={20} turning />
            ) : (
              <Plus aria-hidden size={22} />
            )}
            {text("newMeeting")}
          </Button>
          <Button size="large" aria-haspopup="dialog" onClick={() => setIsScheduling(true)}>
            <CalendarClock aria-hidden size={20} />
            {meetings("schedule")}
          </Button>
        </div>
        <span role="status" className="sr-only">
          {progress.kind === "creating" ? text("creating") : ""}
        </span>
        {progress.kind === "refused" && (
          <Problem>
            {text(progress.why === "unreachable" ? "createUnreachable" : "createFailed")}
          </Problem>
        )}
        {progress.kind === "rate-limited" && (
          <Problem>{text("createRateLimited", { seconds: progress.seconds })}</Problem>
        )}
        <details className="group">
          <summary className="inline-flex min-h-11 list-none items-center gap-2 rounded-control pe-2 text-small text-muted hover:text-text sm:min-h-8 [&::-webkit-details-marker]:hidden">
            <Settings2 aria-hidden size={16} />
            {text("options")}
          </summary>
          <div className="mt-1 flex flex-col gap-3 rounded-control bg-raised p-3 shadow-raised">
            <Option name="lobby" label={text("lobby")} hint={text("lobbyHint")} />
            <Option name="hostFirst" label={text("hostFirst")} hint={text("hostFirstHint")} />
            <Option
              name="requireEmail"
              label={text("requireEmail")}
              hint={text("requireEmailHint")}
            />
            <PasswordOption
              field={passwordField}
              isWrong={wrongPassword}
              onMended={() => setWrongPassword(false)}
            />
          </div>
        </details>
      </form>
      {/* Outside of the form: React hands events on by its own tree, and a form in the dialog would send this one too. */}
      {isScheduling && <ScheduleDialog onClose={() => setIsScheduling(false)} />}
    </>
  );
}

function Option({ name, label, hint }: { name: string; label: string; hint: string }) {
  const hintId = useId();
  // Held here: a form that was sent forgets what only the browser knows of its boxes.
  const [checked, setChecked] = useState(false);
  return (
    <label className="flex cursor-pointer items-start gap-3">
      <input
        type="checkbox"
        name={name}
        className="mt-0.5 size-5 shrink-0 accent-accent"
        checked={checked}
        aria-describedby={hintId}
        onChange={(event) => setChecked(event.target.checked)}
      />
      <span className="flex flex-col">
        <span className="font-medium">{label}</span>
        <span id={hintId} className="text-small text-muted">
          {hint}
        </span>
      </span>
    </label>
  );
}

function PasswordOption({
  field,
  isWrong,
  onMended,
}: {
  field: RefObject<HTMLInputElement | null>;
  isWrong: boolean;
  onMended: () => void;
}) {
  const text = useText("home");
  const id = useId();
  const [password, setPassword] = useState("");
  return (
    <div className="space-y-2">
      <NewPasswordField
        id={id}
        field={field}
        name="password"
        value={password}
        hint={text("passwordHint")}
        isWrong={isWrong}
        problem={(lengths) => text("passwordProblem", lengths)}
        onChange={(typed) => {
          setPassword(typed);
          if (isUsablePassword(typed) || typed === "") onMended();
        }}
      >
        <label htmlFor={id} className="font-medium">
          {text("password")}
        </label>
      </NewPasswordField>
    </div>
  );
}
