"use client";

import {
  ChevronUp,
  EllipsisVertical,
  Hand,
  LogOut,
  type LucideIcon,
  MessageSquare,
  PhoneOff,
  ScreenShare,
  ScreenShareOff,
  Smile,
  UserPlus,
  Users,
} from "lucide-react";
import { type ReactNode, useEffect, useId, useState, useSyncExternalStore } from "react";
import { isMoving } from "#call/files/transfer.ts";
import type { CapturedSource } from "#call/media/local-media.ts";
import { canShareScreen } from "#call/media/screen-share.ts";
import { SourceToggle } from "#components/join/source-toggle.tsx";
import { useText } from "#components/text/use-text.ts";
import { pressedButtonClasses, roundButtonClasses } from "#components/ui/button.tsx";
import { openedWindow } from "#components/ui/opened-part.tsx";
import { optional } from "#components/ui/optional.tsx";
import { PopupButton } from "#components/ui/popup-button.tsx";
import { useSession } from "./call-context.tsx";
import { type Panel, useKeyHint, usePanel } from "./call-view.tsx";
import { CallQualityButton } from "./health/call-quality.tsx";
import { useOwnRole } from "./own-role.ts";
import type { MenuItem } from "./popup-menu.tsx";
import { SettingsButton } from "./saving/settings-button.tsx";
import type { ShortcutName } from "./shortcuts.ts";
import { moveFocus } from "./toolbar-focus.ts";
import { useCall, useChat, useFiles, useMay, useOwnSelf, useScreenShare } from "./use-call.ts";
import { useIsCompact } from "./use-is-compact.ts";

const LeaveQuestion = optional(
  async () => (await import("./files/leave-question.tsx")).LeaveQuestion,
);

const DevicePopover = openedWindow(
  async () => (await import("./device-popover.tsx")).DevicePopover,
);
const InviteDialog = openedWindow(async () => (await import("./invite-dialog.tsx")).InviteDialog);
const ReactionPicker = openedWindow(
  async () => (await import("./reaction-picker.tsx")).ReactionPicker,
);
const PopupMenu = openedWindow(async () => (await import("./popup-menu.tsx")).PopupMenu);
const MoreMenu = openedWindow(async () => (await import("./more-menu.tsx")).MoreMenu);

/** Stillness of pointer and keys after which the bar fades. */
const FADE_AFTER_MS = 4_000;

/** One row of controls, Leave apart at its end. Fades when nothing moves, never under the pointer or the focus. */
export function ControlBar() {
  const text = useText("call");
  const health = useText("health");
  const saving = useText("saving");
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
      className="flex items-start justify-center gap-1.5 px-2 max-[24rem]:gap-1 max-[24rem]:px-1.5 pt-1 pb-[max(0.75rem,env(safe-area-inset-bottom))] transition-opacity duration-300 md:gap-3 md:px-3 compact:pb-[max(0.25rem,env(safe-area-inset-bottom))] [@media(hover:hover)]:data-[faded=true]:not-hover:not-has-focus-visible:opacity-0"
    >
      <SourceControl source="microphone" />
      <SourceControl source="camera" />
      <ScreenControl />
      <HandControl />
      <ReactionControl />
      <ChatControl />
      <PanelControl panel="people" icon={Users} className="hidden sm:block compact:hidden" />
      <Labelled label={text("inviteShort")} className="hidden lg:block compact:hidden">
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
      {!alone && (
        <Labelled label={health("short")} className="hidden lg:block compact:hidden">
          <CallQualityButton />
        </Labelled>
      )}
      <Labelled label={saving("title")} className="hidden lg:block compact:hidden">
        <SettingsButton look="round" />
      </Labelled>
      <Labelled label={text("more")}>
        <MoreControl alone={alone} onInvite={() => setInviting(true)} />
      </Labelled>
      <LeaveControl alone={alone} />
      {inviting && <InviteDialog code={code} onClose={() => setInviting(false)} />}
    </div>
  );
}

/** Leaves at once, unless a file is on its way; a host with others here can end the call for them too. */
function LeaveControl({ alone }: { alone: boolean }) {
  const text = useText("call");
  const moderation = useText("moderation");
  const session = useSession();
  const isHost = useOwnRole() === "host";
  const canEnd = isHost && !alone;
  const movesFiles = useFiles((all) => all.some(isMoving));
  const [asks, setAsks] = useState(false);
  // Pressed again it is meant, also where the question could not be loaded.
  const leave = () => (movesFiles && !asks ? setAsks(true) : session.leave());
  const items: MenuItem[] = [
    { label: text("leave"), icon: LogOut, onPress: leave },
    {
      label: moderation("endForAll"),
      icon: PhoneOff,
      isHarmful: true,
      onPress: () => session.moderate({ kind: "end" }),
    },
  ];
  return (
    <div className="ms-auto flex shrink-0 sm:ms-6">
      <button
        type="button"
        aria-label={text("leave")}
        onClick={leave}
        className={`flex min-h-12 min-w-12 items-center justify-center gap-2 max-[24rem]:min-h-11 max-[24rem]:min-w-11 compact:min-h-11 rounded-s-full bg-leave font-semibold text-on-leave transition-colors hover:bg-leave-strong sm:px-5 ${canEnd ? "sm:pe-3" : "rounded-e-full"}`}
      >
        <PhoneOff aria-hidden size={20} />
        <span aria-hidden="true" className="hidden sm:inline">
          {text("leave")}
        </span>
      </button>
      {canEnd && (
        <PopupButton
          kind="menu"
          aria-label={moderation("leaveOptions")}
          className="grid min-h-12 w-11 max-[24rem]:min-h-11 compact:min-h-11 place-items-center rounded-e-full bg-leave text-on-leave transition-colors hover:bg-leave-strong"
          popup={({ isOpen, ...menu }) => isOpen && <PopupMenu {...menu} items={items} />}
        >
          <ChevronUp aria-hidden size={18} />
        </PopupButton>
      )}
      {asks && <LeaveQuestion onLeave={() => session.leave()} onStay={() => setAsks(false)} />}
    </div>
  );
}

/** On or off: plain while off, in accent while on. Its name stays the same and `aria-pressed` says the state. */
function Toggle({
  name,
  label,
  icon: Icon,
  pressed,
  disabled = false,
  reason = null,
  describedBy,
  onPress,
  children,
}: {
  name: ShortcutName;
  label: string;
  icon: LucideIcon;
  pressed: boolean;
  disabled?: boolean;
  /** Why it cannot be used; null where it can. */
  reason?: string | null;
  describedBy?: string | undefined;
  onPress: () => void;
  children?: ReactNode;
}) {
  const isOff = disabled || reason !== null;
  const hint = useKeyHint(name, label);
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={pressed}
      aria-disabled={isOff || undefined}
      aria-describedby={describedBy}
      aria-description={reason ?? undefined}
      {...hint}
      data-tip={reason ?? hint["data-tip"]}
      onClick={() => !isOff && onPress()}
      className={`${pressed ? pressedButtonClasses : roundButtonClasses} aria-disabled:*:opacity-60`}
    >
      <Icon aria-hidden size={22} />
      {children}
    </button>
  );
}

/** Not where the browser cannot share, as on phones: a control that does nothing is worse than none. */
function ScreenControl() {
  const text = useText("stage");
  const moderation = useText("moderation");
  const { screen } = useSession();
  const may = useMay("screen");
  const isSharing = useScreenShare(({ track }) => track !== null);
  const isStarting = useScreenShare(({ starting }) => starting);
  const canShare = useSyncExternalStore(never, canShareScreen, () => false);
  if (!canShare) return null;
  return (
    <Labelled label={text("share")} className="hidden sm:block compact:hidden">
      <Toggle
        name="share"
        label={text("share")}
        icon={isSharing ? ScreenShareOff : ScreenShare}
        pressed={isSharing}
        disabled={isStarting}
        reason={may ? null : moderation("notPermitted", { what: "screen" })}
        onPress={() => (isSharing ? screen.stop() : void screen.start())}
      />
    </Labelled>
  );
}

const never = () => () => {};

function HandControl() {
  const text = useText("stage");
  const session = useSession();
  const raised = useOwnSelf(({ hand }) => hand);
  return (
    <Labelled label={text("hand")} className="max-[22rem]:hidden compact:hidden">
      <Toggle
        name="hand"
        label={text("hand")}
        icon={Hand}
        pressed={raised}
        onPress={() => session.setHand(!raised)}
      />
    </Labelled>
  );
}

function ReactionControl() {
  const text = useText("stage");
  return (
    <Labelled label={text("reactions")} className="hidden md:block compact:hidden">
      <PopupButton
        kind="dialog"
        aria-label={text("reactions")}
        data-tip={text("reactions")}
        className={roundButtonClasses}
        popup={({ isOpen, ...picker }) => isOpen && <ReactionPicker {...picker} />}
      >
        <Smile aria-hidden size={22} />
      </PopupButton>
    </Labelled>
  );
}

/** Says how many messages wait, beside its name, which stays the same. */
function ChatControl() {
  const unread = useChat((state) => state.unread);
  const id = useId();
  return (
    <PanelControl
      panel="chat"
      icon={MessageSquare}
      className="compact:hidden"
      describedBy={unread > 0 ? id : undefined}
    >
      {unread > 0 && <Unread id={id} count={unread} />}
    </PanelControl>
  );
}

/** How many messages wait, in the corner of a button that it describes. */
function Unread({ id, count }: { id: string; count: number }) {
  const text = useText("chat");
  return (
    <span
      id={id}
      className="absolute -top-1 -end-1 grid h-5 min-w-5 place-items-center rounded-full bg-accent px-1 text-small font-semibold text-on-accent tabular-nums"
    >
      <span aria-hidden="true">{count > 99 ? "99+" : count}</span>
      <span className="sr-only">{text("unread", { count })}</span>
    </span>
  );
}

function PanelControl({
  panel,
  icon,
  className,
  describedBy,
  children,
}: {
  panel: Panel;
  icon: LucideIcon;
  className?: string;
  describedBy?: string | undefined;
  children?: ReactNode;
}) {
  const text = useText("stage");
  const [open, toggle] = usePanel();
  return (
    <Labelled label={text(panel)} className={className}>
      <Toggle
        name={panel}
        label={text(panel)}
        icon={icon}
        pressed={open === panel}
        describedBy={describedBy}
        onPress={() => toggle(panel)}
      >
        {children}
      </Toggle>
    </Labelled>
  );
}

/** One button for all that is not needed at every moment; what it opens is loaded then. */
function MoreControl({ alone, onInvite }: { alone: boolean; onInvite: () => void }) {
  const text = useText("call");
  const isCompact = useIsCompact();
  const unread = useChat((state) => state.unread);
  const id = useId();
  // There the chat is in the menu.
  const tellsUnread = isCompact && unread > 0;
  return (
    <PopupButton
      kind="menu"
      aria-label={text("more")}
      aria-describedby={tellsUnread ? id : undefined}
      data-tip={text("more")}
      className={roundButtonClasses}
      popup={(menu) => <MoreMenu {...menu} alone={alone} onInvite={onInvite} />}
    >
      <EllipsisVertical aria-hidden size={22} />
      {tellsUnread && <Unread id={id} count={unread} />}
    </PopupButton>
  );
}

/** A round button with its word below it where there is room; the button itself carries the accessible name. */
function Labelled({
  label,
  className = "block",
  children,
}: {
  label: string;
  className?: string | undefined;
  children: ReactNode;
}) {
  return (
    <div className={`${className} shrink-0 space-y-1 text-center`}>
      {children}
      <span aria-hidden="true" className="hidden text-small text-muted lg:block compact:hidden">
        {label}
      </span>
    </div>
  );
}

function SourceControl({ source }: { source: CapturedSource }) {
  const text = useText("devices");
  const hint = useKeyHint(source, text(source));
  return (
    <Labelled label={text(source)}>
      <div className="flex items-center">
        <SourceToggle
          source={source}
          hint={hint}
          className="z-10 size-12 rounded-full max-[24rem]:size-11 compact:size-11"
        />
        <PopupButton
          kind="dialog"
          aria-label={text(source === "microphone" ? "microphoneOptions" : "cameraOptions")}
          onPointerEnter={DevicePopover.prepare}
          className="-ms-3 hidden h-11 w-10 place-items-center rounded-e-full bg-raised ps-3 sm:grid compact:hidden text-muted transition-colors hover:bg-sunken hover:text-text aria-expanded:*:rotate-180"
          popup={({ isOpen, ...devices }) =>
            isOpen && <DevicePopover {...devices} source={source} />
          }
        >
          <ChevronUp aria-hidden size={18} className="transition-transform" />
        </PopupButton>
      </div>
    </Labelled>
  );
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
