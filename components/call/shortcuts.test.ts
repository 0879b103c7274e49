import { describe, expect, it } from "vitest";
import { CHAT_EMOJIS } from "#protocol/chat.ts";
import {
  type KeyPress,
  keyHints,
  REACTION_LETTERS,
  reactionOf,
  SHORTCUTS,
  shortcutOf,
} from "./shortcuts.ts";

const aPress = (key: string, change: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: "",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  focus: "elsewhere",
  isCovered: false,
  ...change,
});
const pressed = (key: string, change: Partial<KeyPress> = {}, { singleKeys = true } = {}) =>
  shortcutOf(aPress(key, change), { singleKeys });

describe("a key", () => {
  it.each([
    ["m", "microphone"],
    ["M", "microphone"], // With Caps Lock.
    ["f", "strip"],
    ["a", "quality"],
    ["t", "quality"],
    [" ", "talk"],
    ["7", "pin"],
    ["?", "help"],
    ["x", null],
  ])("%j does %s", (key, name) => {
    expect(pressed(key)).toBe(name);
  });

  it("does nothing while somebody types, in a dialog, or with another key held", () => {
    for (const { keys } of SHORTCUTS)
      for (const key of keys) {
        expect(pressed(key, { focus: "typing" })).toBeNull();
        expect(pressed(key, { isCovered: true })).toBeNull();
        expect(pressed(key, { altKey: true, shiftKey: true })).toBeNull();
        expect(pressed(key, { isComposing: true })).toBeNull();
      }
  });

  it("presses a button that has the focus, if it is the space bar; letters work there too", () => {
    expect(pressed(" ", { focus: "pressable" })).toBeNull();
    expect(pressed("m", { focus: "pressable" })).toBe("microphone");
  });

  it("works with Ctrl or the command key where other products have it so, but never while typing", () => {
    expect(pressed("d", { ctrlKey: true })).toBe("microphone");
    expect(pressed("e", { metaKey: true })).toBe("camera");
    expect(pressed("d", { ctrlKey: true, focus: "typing" })).toBeNull();
    expect(pressed("e", { metaKey: true, focus: "typing" })).toBeNull();
    expect(pressed("c", { ctrlKey: true })).toBeNull();
    expect(pressed("d", { ctrlKey: true, metaKey: true })).toBeNull();
  });

  it("does nothing with Shift, but for signs and numbers that are typed with it", () => {
    expect(pressed("M", { shiftKey: true })).toBeNull();
    expect(pressed(" ", { shiftKey: true })).toBeNull();
    expect(pressed("?", { shiftKey: true })).toBe("help");
    // As on a French keyboard.
    expect(pressed("1", { shiftKey: true })).toBe("pin");
  });

  it("does nothing with Ctrl and one more, or with a third key that types signs", () => {
    for (const key of ["d", "e"]) {
      expect(pressed(key, { ctrlKey: true, shiftKey: true })).toBeNull();
      expect(pressed(key, { metaKey: true, shiftKey: true })).toBeNull();
      expect(pressed(key, { ctrlKey: true, altKey: true })).toBeNull();
    }
  });

  it("reacts with Alt, on a Mac too, where Alt makes another sign of the letter", () => {
    const clap = aPress("c", { code: "KeyC", altKey: true });
    const onMac = aPress("†", { code: "KeyT", altKey: true });

    expect([clap, onMac].map(reactionOf)).toEqual(["👏", "👍"]);
    expect(pressed("c", { altKey: true })).toBe("react");
    expect(pressed("c", { altKey: true, focus: "typing" })).toBeNull();
    expect(pressed("c", { altKey: true, shiftKey: true })).toBeNull();
    expect(pressed("m", { altKey: true })).toBeNull();
    expect(new Set(Object.values(REACTION_LETTERS)).size).toBe(CHAT_EMOJIS.length);
  });

  it("does nothing by itself where that is turned off; with Ctrl it does", () => {
    const off = { singleKeys: false };

    for (const { keys } of SHORTCUTS)
      for (const key of keys) expect(pressed(key, {}, off)).toBeNull();
    expect(pressed("d", { ctrlKey: true }, off)).toBe("microphone");
    expect(pressed("t", { altKey: true }, off)).toBe("react");
  });

  it("is said by its control, as long as it acts", () => {
    expect(keyHints(true).get("microphone")).toEqual({ shown: "M", spoken: "M Control+D" });
    expect(keyHints(true).get("chat")).toEqual({ shown: "C", spoken: "C" });
    expect(keyHints(false).get("microphone")).toEqual({ shown: null, spoken: "Control+D" });
    expect(keyHints(false).get("chat")).toBeUndefined();
  });

  it("means one thing", () => {
    const keys = SHORTCUTS.flatMap((shortcut) => shortcut.keys);

    expect(new Set(keys).size).toBe(keys.length);
  });
});
