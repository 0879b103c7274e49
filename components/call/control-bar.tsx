"use client";

import {
  Activity,
  ChevronUp,
  EllipsisVertical,
  PhoneOff,
  SlidersHorizontal,
  UserPlus,
} from "lucide-react";
import {
  type KeyboardEvent,
  lazy,
  type ReactNode,
  Suspense,
  useEffect,
  useRef,
  useState,
} from "react";
import type { CapturedSource } from "#call/media/local-media.ts";
import { SourceToggle } from "#components/join/source-toggle.tsx";
import { useText } from "#components/text/use-text.ts";
import { roundButtonClasses } from "#components/ui/button.tsx";
import { useSession } from "./call-context.tsx";
import { CallQualityButton, useOpenCallQuality } from "./health/call-quality.tsx";
import { SettingsButton, SettingsPanel } from "./saving/settings-button.tsx";
import { useCall } from "./use-call.ts";

const loadDevicePopover = () => import("./device-popover.tsx");
const DevicePopover = lazy(() =>
  loadDevicePopover().then((module) => ({ default: module.DevicePopover })),
);
const InviteDialog = lazy(() =>
  import("./invite-dialog.tsx").then((module) => ({ default: module.InviteDialog })),
);
const MoreMenu = lazy(() =>
  import("./more-menu.tsx").then((module) => ({ default: module.MoreMenu })),
);

/** Stillness of pointer and keys after which the bar fades. */
const FADE_AFTER_MS = 4_000;

/** One row of controls, Leave apart at its end. Fades when nothing moves, never under the pointer or the focus. */
export function ControlBar() {
  const text = useText("call");
  const health = useText("health");
  const saving = useText("saving");
  const session = useSession();
  const code = useCall((state) => state.code);
  const alone = useCall((state) => state.peers.length === 0);
  const still = useStillness();
  const [inviting, setInviting] = useState(false);
  return (
    <div
      role="toolbar"
      aria-label={text("controls")}
      onKeyDown={moveFocus}
      data-faded={still && !alone}
      className="flex items-start justify-center gap-2 px-3 pt-1 pb-[max(0.75rem,env(safe-area-inset-bottom))] transition-opacity duration-300 sm:gap-4 [@media(hover:hover)]:data-[faded=true]:not-hover:not-has-focus-visible:opacity-0"
    >
      <SourceControl source="microphone" />
      <SourceControl source="camera" />
      <div className="hidden sm:block">
        <Labelled label={text("inviteShort")}>
          <button
            type="button"
            aria-label={text("invite")}
            data-tip={text("invite")}
            onClick={() => setInviting(true)}
            className={roundButtonClasses}
          >
            <UserPlus aria-hidden size={22} />
          </button>
        </Labelled>
      </div>
      {!alone && (
        <div className="hidden sm:block">
          <Labelled label={health("short")}>
            <CallQualityButton />
          </Labelled>
        </div>
      )}
      <div className="hidden sm:block">
        <Labelled label={saving("title")}>
          <SettingsButton look="round" />
        </Labelled>
      </div>
      <div className="sm:hidden">
        <MoreControl alone={alone} onInvite={() => setInviting(true)} />
      </div>
      <button
        type="button"
        onClick={() => session.leave()}
        className="ml-auto flex min-h-12 items-center gap-2 rounded-full bg-leave px-5 font-semibold text-on-leave transition-colors hover:bg-leave-strong sm:ml-6"
      >
        <PhoneOff aria-hidden size={20} />
        {text("leave")}
      </button>
      {inviting && (
        <Suspense>
          <InviteDialog code={code} onClose={() => setInviting(false)} />
        </Suspense>
      )}
    </div>
  );
}

/** On a phone: one button for all that is not needed at every moment. */
function MoreControl({ alone, onInvite }: { alone: boolean; onInvite: () => void }) {
  const text = useText("call");
  const health = useText("health");
  const saving = useText("saving");
  const openQuality = useOpenCallQuality();
  const [open, setOpen] = useState(false);
  const [inSettings, setInSettings] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const items = [
    { label: text("invite"), icon: UserPlus, onPress: onInvite },
    ...(alone
      ? []
      : [{ label: health("title"), icon: Activity, onPress: () => openQuality(null) }]),
    { label: saving("title"), icon: SlidersHorizontal, onPress: () => setInSettings(true) },
  ];
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-label={text("more")}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen((now) => !now)}
        className={roundButtonClasses}
      >
        <EllipsisVertical aria-hidden size={22} />
      </button>
      {open && (
        <Suspense>
          <MoreMenu items={items} anchor={button} onClose={() => setOpen(false)} />
        </Suspense>
      )}
      {inSettings && (
        <Suspense>
          <SettingsPanel onClose={() => setInSettings(false)} />
        </Suspense>
      )}
    </>
  );
}

/** A round button with its word below it where there is room; the button itself carries the accessible name. */
function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-1">
      {children}
      <span aria-hidden="true" className="hidden text-small text-muted lg:block">
        {label}
      </span>
    </div>
  );
}

function SourceControl({ source }: { source: CapturedSource }) {
  const text = useText("devices");
  const [open, setOpen] = useState(false);
  const caret = useRef<HTMLButtonElement>(null);
  return (
    <Labelled label={text(source)}>
      <div className="flex items-center">
        <SourceToggle source={source} className="z-10 size-12 rounded-full" />
        <button
          ref={caret}
          type="button"
          aria-label={text(source === "microphone" ? "microphoneOptions" : "cameraOptions")}
          aria-haspopup="dialog"
          aria-expanded={open}
          onPointerEnter={() => void loadDevicePopover().catch(() => null)}
          onClick={() => setOpen((now) => !now)}
          className="-ml-3 grid h-11 w-10 place-items-center rounded-r-full bg-raised pl-3 text-muted transition-colors hover:bg-sunken hover:text-text"
        >
          <ChevronUp
            aria-hidden
            size={18}
            className={`transition-transform ${open ? "rotate-180" : ""}`}
          />
        </button>
      </div>
      {open && (
        <Suspense>
          <DevicePopover source={source} anchor={caret} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </Labelled>
  );
}

/** Arrow keys walk along the bar (ARIA toolbar pattern); Tab still reaches each control. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>(":scope button")].filter(
    (button) => button.getClientRects().length > 0,
  );
  const at = buttons.indexOf(
    document.activeElement instanceof HTMLElement
      ? document.activeElement
      : (buttons[0] ?? event.currentTarget),
  );
  if (at === -1) return;
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  const next = to === undefined ? undefined : buttons[(to + buttons.length) % buttons.length];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

/** True once nothing was moved or pressed for a while. */
function useStillness(): boolean {
  const [still, setStill] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const wake = () => {
      clearTimeout(timer);
      setStill(false);
      timer = setTimeout(() => setStill(true), FADE_AFTER_MS);
    };
    wake();
    const events = ["pointermove", "pointerdown", "keydown"] as const;
    for (const event of events) window.addEventListener(event, wake, { passive: true });
    return () => {
      clearTimeout(timer);
      for (const event of events) window.removeEventListener(event, wake);
    };
  }, []);
  return still;
}
