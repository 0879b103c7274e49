import { describe, expect, it } from "vitest";
import { ALL_PERMITTED } from "#protocol/moderation.ts";
import { DEFAULT_SETTINGS, readRoomSettings, writeRoomSettings } from "./room-settings.ts";

describe("the settings of a room", () => {
  it("are read as they were written", () => {
    const settings = {
      guestsMay: { microphone: true, camera: false, screen: false, chat: true, rename: false },
      startsMuted: true,
      keepChat: 7,
      hostFirst: true,
    } as const;

    expect(readRoomSettings(writeRoomSettings(settings))).toEqual(settings);
  });

  it("are those of a new room where nothing or nonsense is stored", () => {
    for (const stored of ["{}", "", "null", "[]", "7", '"text"', "{", '{"guestsMay":null}'])
      expect(readRoomSettings(stored), stored).toEqual(DEFAULT_SETTINGS);
  });

  it("keep what can be read of what was stored by another version", () => {
    const stored =
      '{"guestsMay":{"chat":false,"camera":"no","whiteboard":true},"theme":"blue","keepChat":3650}';

    expect(readRoomSettings(stored)).toEqual({
      guestsMay: { ...ALL_PERMITTED, chat: false },
      startsMuted: false,
      hostFirst: false,
      keepChat: "call",
    });
  });
});
