"use client";

import {
  Hand,
  Mic,
  MicOff,
  ScreenShareOff,
  ShieldCheck,
  ShieldOff,
  Spotlight,
  UserX,
  Video,
  VideoOff,
} from "lucide-react";
import { hostKeyOf } from "#components/rooms/remembered-rooms.ts";
import { useText } from "#components/text/use-text.ts";
import { ALL_PERMITTED, type Role } from "#protocol/moderation.ts";
import type { Moderation } from "#protocol/moderation-request.ts";
import type { ParticipantState } from "#protocol/room.ts";
import { useSession } from "./call-context.tsx";
import { useRemoving, useStageStore } from "./call-view.tsx";
import { useOwnRole } from "./own-role.ts";
import type { MenuItem } from "./popup-menu.tsx";
import { useCall } from "./use-call.ts";

/** Whether somebody with a role may act on somebody with another; the server has the last word. */
export function mayModerate(own: Role | undefined, other: Role): boolean {
  if (own === "host") return other !== "host";
  return own === "cohost" && other === "guest";
}

/** Whether one has a say over guests and the lobby; the server has the last word. */
export function useIsModerator(): boolean {
  return isModerator(useOwnRole());
}

const isModerator = (role: Role | undefined): boolean => role === "host" || role === "cohost";

/** How many more people fit into the room; the server has the last word. */
export function useSeatsLeft(): number {
  return useCall(({ room }) =>
    room === null ? 0 : Math.max(0, room.capacity - room.participants.length),
  );
}

/**
 * What would keep a removed person from coming back as somebody new, since another browser cannot be told from a new guest;
 * null where nobody new comes in unasked already.
 */
export function useWayToKeepOut(): "lobby" | "lock" | null {
  const isOpen = useCall(({ room }) => room !== null && !room.lobby && !room.locked);
  const code = useCall((state) => state.code);
  const hasSay = useIsModerator();
  if (!isOpen || !hasSay) return null;
  return hostKeyOf(code) === null ? "lock" : "lobby";
}

/** What a host or co-host can do to somebody; nothing for everybody else. */
export function useModerationItems(participant: ParticipantState | undefined): readonly MenuItem[] {
  const text = useText("moderation");
  const session = useSession();
  const stage = useStageStore();
  const role = useOwnRole();
  const [, askToRemove] = useRemoving();
  const selfId = useCall(({ self }) => self?.id);
  const guestsMay = useCall(({ room }) => room?.guestsMay ?? ALL_PERMITTED);
  const isSpotlit = useCall(({ room }) => room?.spotlight?.who) === participant?.id;
  if (participant === undefined || !isModerator(role)) return [];
  const { id: who, microphone, camera, screen, hand } = participant;
  const group = text("group");
  // Nobody is asked for what they cannot do.
  const mayBeAsked = (source: "microphone" | "camera") =>
    guestsMay[source] || participant.role !== "guest";
  const item = (label: string, icon: MenuItem["icon"], moderation: Moderation): MenuItem => ({
    label,
    icon,
    group,
    onPress: () => session.moderate(moderation),
  });
  const spotlight: MenuItem = {
    label: text(isSpotlit ? "endSpotlight" : "spotlight"),
    icon: Spotlight,
    group,
    onPress() {
      stage.spotlightMoved(performance.now());
      session.moderate({ kind: "spotlight", who, on: !isSpotlit });
    },
  };
  // It takes nothing from anybody, so it is for hosts and oneself too.
  if (who === selfId || !mayModerate(role, participant.role)) return [spotlight];
  return [
    ...(microphone
      ? [item(text("mute"), MicOff, { kind: "stop", who, source: "microphone" })]
      : mayBeAsked("microphone")
        ? [item(text("askUnmute"), Mic, { kind: "ask", who, source: "microphone" })]
        : []),
    ...(camera
      ? [item(text("stopCamera"), VideoOff, { kind: "stop", who, source: "camera" })]
      : mayBeAsked("camera")
        ? [item(text("askCamera"), Video, { kind: "ask", who, source: "camera" })]
        : []),
    ...(screen
      ? [item(text("stopScreen"), ScreenShareOff, { kind: "stop", who, source: "screen" })]
      : []),
    ...(hand ? [item(text("lowerHand"), Hand, { kind: "lower-hand", who })] : []),
    spotlight,
    ...(role === "host"
      ? [
          participant.role === "cohost"
            ? item(text("makeGuest"), ShieldOff, { kind: "role", who, role: "guest" })
            : item(text("makeCohost"), ShieldCheck, { kind: "role", who, role: "cohost" }),
        ]
      : []),
    {
      label: text("remove"),
      icon: UserX,
      group,
      isHarmful: true,
      onPress: () => askToRemove({ who, name: participant.name }),
    },
  ];
}
