"use client";

import {
  Activity,
  Crop,
  FlipHorizontal2,
  Grid2x2,
  Hand,
  Keyboard,
  Maximize,
  MessageSquare,
  Mic,
  PanelRight,
  PictureInPicture2,
  RectangleHorizontal,
  ScreenShare,
  ScreenShareOff,
  SlidersHorizontal,
  Smile,
  Sparkles,
  SwitchCamera,
  UserPlus,
  UserRound,
  Users,
  Video,
} from "lucide-react";
import { type RefObject, useState } from "react";
import type { CapturedSource } from "#call/media/local-media.ts";
import { canShareScreen } from "#call/media/screen-share.ts";
import { useText } from "#components/text/use-text.ts";
import { openedWindow } from "#components/ui/opened-part.tsx";
import { useSession } from "./call-context.tsx";
import { usePanel, useSmallWindow, useStage, useStageStore } from "./call-view.tsx";
import { useCameraSwap } from "./camera-swap.ts";
import { canFullScreen, toggleFullScreen } from "./full-screen.ts";
import { useOpenCallQuality } from "./health/call-quality.tsx";
import { type MenuItem, PopupMenu } from "./popup-menu.tsx";
import { SettingsPanel } from "./saving/settings-button.tsx";
import { smallWindowMeans } from "./small-window/means.ts";
import { LAYOUT_CHOICES } from "./stage-arrangement.ts";
import { useMay, useOwnSelf, useScreenShare } from "./use-call.ts";
import { useIsCompact } from "./use-is-compact.ts";
import { useIsSmall } from "./use-is-small.ts";
import { useMediaQuery } from "./use-media-query.ts";

const DevicePopover = openedWindow(
  async () => (await import("./device-popover.tsx")).DevicePopover,
);
const ReactionPicker = openedWindow(
  async () => (await import("./reaction-picker.tsx")).ReactionPicker,
);
const ShortcutSheet = openedWindow(
  async () => (await import("./shortcut-sheet.tsx")).ShortcutSheet,
);

/** As in the bar, which has no room for the hand there beside what a host ends a call with. */
const NO_HAND = "(width < 22rem)";
/** As Tailwind's `md`: below it the bar has no room for reactions. */
const NO_REACTIONS = "(width < 48rem)";

const layoutIcons = { auto: Sparkles, grid: Grid2x2, speaker: RectangleHorizontal } as const;

/** All that is not needed at every moment, in a small window more of it; and what is opened from there. */
export function MoreMenu({
  isOpen,
  anchor,
  alone,
  onInvite,
  onClose,
}: {
  isOpen: boolean;
  anchor: RefObject<HTMLButtonElement | null>;
  alone: boolean;
  onInvite: () => void;
  onClose: () => void;
}) {
  const text = useText("call");
  const onStage = useText("stage");
  const devices = useText("devices");
  const health = useText("health");
  const saving = useText("saving");
  const shortcuts = useText("shortcuts");
  const openQuality = useOpenCallQuality();
  const stage = useStageStore();
  const chosen = useStage((state) => state);
  const [panel, togglePanel] = usePanel();
  const [inSettings, setInSettings] = useState(false);
  const [arranging, setArranging] = useState(false);
  const [reacting, setReacting] = useState(false);
  const [explaining, setExplaining] = useState(false);
  const [choosing, setChoosing] = useState<CapturedSource | null>(null);
  const session = useSession();
  const raised = useOwnSelf(({ hand }) => hand);
  const isCompact = useIsCompact();
  const isSmall = useIsSmall() || isCompact;
  const lacksHand = useMediaQuery(NO_HAND);
  const lacksReactions = useMediaQuery(NO_REACTIONS);
  const share = useShareItem();
  const swapCamera = useCameraSwap();
  const [inSmallWindow, toggleSmallWindow] = useSmallWindow();
  const group = onStage("layout");
  const self = onStage("ownPicture");
  const arrangement: MenuItem[] = [
    ...LAYOUT_CHOICES.map((choice) => ({
      label: onStage(`layouts.${choice}`),
      icon: layoutIcons[choice],
      group,
      checked: chosen.choice === choice,
      onPress: () => stage.choose(choice),
    })),
    {
      label: onStage("stripShown"),
      icon: PanelRight,
      group,
      checked: chosen.stripShown,
      onPress: stage.toggleStrip,
    },
    {
      label: onStage("selfShown"),
      icon: UserRound,
      group: self,
      checked: chosen.selfShown,
      onPress: () => stage.toggleSelf("selfShown"),
    },
    {
      label: onStage("selfMirrored"),
      icon: FlipHorizontal2,
      group: self,
      checked: chosen.selfMirrored,
      onPress: () => stage.toggleSelf("selfMirrored"),
    },
    {
      label: onStage("selfCropped"),
      icon: Crop,
      group: self,
      checked: chosen.selfCropped,
      onPress: () => stage.toggleSelf("selfCropped"),
    },
  ];
  const items: MenuItem[] = [
    ...(isCompact
      ? [
          {
            label: onStage("chat"),
            icon: MessageSquare,
            checked: panel === "chat",
            onPress: () => togglePanel("chat", anchor.current),
          },
        ]
      : []),
    ...(lacksHand || isCompact
      ? [
          {
            label: onStage("hand"),
            icon: Hand,
            checked: raised,
            onPress: () => session.setHand(!raised),
          },
        ]
      : []),
    ...(isSmall
      ? [
          ...(share === null ? [] : [share]),
          {
            label: onStage("people"),
            icon: Users,
            checked: panel === "people",
            onPress: () => togglePanel("people", anchor.current),
          },
          {
            label: devices("microphoneOptions"),
            icon: Mic,
            onPress: () => setChoosing("microphone"),
          },
          { label: devices("cameraOptions"), icon: Video, onPress: () => setChoosing("camera") },
          ...(swapCamera === null
            ? []
            : [{ label: devices("swapCamera"), icon: SwitchCamera, onPress: swapCamera }]),
        ]
      : []),
    ...(lacksReactions || isCompact
      ? [{ label: onStage("reactions"), icon: Smile, onPress: () => setReacting(true) }]
      : []),
    { label: text("invite"), icon: UserPlus, onPress: onInvite },
    ...(alone
      ? []
      : [{ label: health("title"), icon: Activity, onPress: () => openQuality(null) }]),
    { label: saving("title"), icon: SlidersHorizontal, onPress: () => setInSettings(true) },
    ...(canFullScreen()
      ? [{ label: onStage("fullScreen"), icon: Maximize, onPress: () => toggleFullScreen() }]
      : []),
    ...(smallWindowMeans() === null
      ? []
      : [
          {
            label: onStage("pictureInPicture"),
            icon: PictureInPicture2,
            checked: inSmallWindow,
            onPress: toggleSmallWindow,
          },
        ]),
    // Who has the keys turned off finds here how to have them again.
    ...(isSmall
      ? []
      : [{ label: shortcuts("title"), icon: Keyboard, onPress: () => setExplaining(true) }]),
    // A compact stage shows one person, whatever was chosen; what was holds again when the window grows.
    ...(isCompact
      ? []
      : isSmall
        ? [{ label: group, icon: Grid2x2, onPress: () => setArranging(true) }]
        : arrangement),
  ];
  return (
    <>
      {isOpen && <PopupMenu items={items} anchor={anchor} onClose={onClose} />}
      {inSettings && <SettingsPanel onClose={() => setInSettings(false)} />}
      {arranging && (
        <PopupMenu items={arrangement} anchor={anchor} onClose={() => setArranging(false)} />
      )}
      {reacting && <ReactionPicker anchor={anchor} onClose={() => setReacting(false)} />}
      {explaining && <ShortcutSheet onClose={() => setExplaining(false)} />}
      {choosing !== null && (
        <DevicePopover source={choosing} anchor={anchor} onClose={() => setChoosing(null)} />
      )}
    </>
  );
}

/** A screen to share, where the bar has no room for it; null where that cannot be, or may not. */
function useShareItem(): MenuItem | null {
  const text = useText("stage");
  const { screen } = useSession();
  const may = useMay("screen");
  const isSharing = useScreenShare(({ track }) => track !== null);
  if (!canShareScreen() || !(may || isSharing)) return null;
  return {
    label: text("share"),
    icon: isSharing ? ScreenShareOff : ScreenShare,
    checked: isSharing,
    onPress: () => (isSharing ? screen.stop() : void screen.start()),
  };
}
