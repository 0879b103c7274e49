import { describe, expect, it } from "vitest";
import { type KeyPress, SHORTCUTS, shortcutOf } from "./shortcuts.ts";

const pressed = (key: string, change: Partial<KeyPress> = {}, { singleKeys = true } = {}) =>
  shortcutOf(
    {
      key,
      ctrlKey: false,
      metaKey: false,
      altKey: false,
      repeat: false,
      isComposing: false,
      focus: "elsewhere",
      isCovered: false,
      ...change,
    },
    { singleKeys },
  );

describe("a key", () => {
  it.each([
    ["m", "microphone"],
    ["M", "microphone"],
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
        expect(pressed(key, { altKey: true })).toBeNull();
        expect(pressed(key, { repeat: true })).toBeNull();
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

  it("does nothing by itself where that is turned off; with Ctrl it does", () => {
    const off = { singleKeys: false };

    for (const { keys } of SHORTCUTS)
      for (const key of keys) expect(pressed(key, {}, off)).toBeNull();
    expect(pressed("d", { ctrlKey: true }, off)).toBe("microphone");
  });

  it("means one thing", () => {
    const keys = SHORTCUTS.flatMap((shortcut) => shortcut.keys);

    expect(new Set(keys).size).toBe(keys.length);
  });
});
