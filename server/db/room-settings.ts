/** What whoever opened a room has set for it, as it is stored: one text, so that a new setting needs no new column. */

import { z } from "zod/mini";
import { ChatKeeping } from "#protocol/chat-keeping.ts";
import { ALL_PERMITTED, type GuestPermissions } from "#protocol/moderation.ts";

export interface RoomSettings {
  readonly guestsMay: GuestPermissions;
  /** Who is new, and shows no host key, starts muted. */
  readonly startsMuted: boolean;
  readonly keepChat: ChatKeeping;
  /** A call begins only with somebody who has the host key. */
  readonly hostFirst: boolean;
}

export const DEFAULT_SETTINGS: RoomSettings = {
  guestsMay: ALL_PERMITTED,
  startsMuted: false,
  keepChat: "call",
  hostFirst: false,
};

/** What is missing, from before the setting was there, or cannot be read, is as in a new room. */
const permitted = z.catch(z.boolean(), true);
const StoredSettings = z.object({
  guestsMay: z.catch(
    z.object({
      microphone: permitted,
      camera: permitted,
      screen: permitted,
      chat: permitted,
      rename: permitted,
    }),
    ALL_PERMITTED,
  ),
  startsMuted: z.catch(z.boolean(), DEFAULT_SETTINGS.startsMuted),
  keepChat: z.catch(ChatKeeping, DEFAULT_SETTINGS.keepChat),
  hostFirst: z.catch(z.boolean(), DEFAULT_SETTINGS.hostFirst),
});

/** Reads the stored text; never throws. */
export function readRoomSettings(stored: string): RoomSettings {
  try {
    return StoredSettings.parse(JSON.parse(stored));
  } catch {
    return DEFAULT_SETTINGS;
  }
}

export function isSameSettings(a: RoomSettings, b: RoomSettings): boolean {
  return writeRoomSettings(a) === writeRoomSettings(b);
}

/** The text to store. */
export function writeRoomSettings(settings: RoomSettings): string {
  const { guestsMay, startsMuted, keepChat, hostFirst } = settings;
  const { microphone, camera, screen, chat, rename } = guestsMay;
  return JSON.stringify({
    guestsMay: { microphone, camera, screen, chat, rename },
    startsMuted,
    keepChat,
    hostFirst,
  });
}
