/** What the keys do in a call: one table, for the hand that presses and for the sheet that explains. Pure. */

import type { ChatEmoji } from "#protocol/chat.ts";

export type ShortcutName =
  | "microphone"
  | "camera"
  | "talk"
  | "share"
  | "hand"
  | "react"
  | "chat"
  | "people"
  | "layout"
  | "strip"
  | "fullScreen"
  | "pictureInPicture"
  | "quality"
  | "self"
  | "pin"
  | "help";

/** What stands together in the sheet. */
export const SHORTCUT_GROUPS = ["own", "view", "beside"] as const;

export interface Shortcut {
  readonly name: Exclude<ShortcutName, "react">;
  readonly group: (typeof SHORTCUT_GROUPS)[number];
  /** Each acts by itself, unless the person has turned that off; as `KeyboardEvent.key` says it, in lower case. */
  readonly keys: readonly string[];
  /** As shown. */
  readonly labels: readonly string[];
  /** This with Ctrl, or the command key on a Mac, as other products have it; where the browser lets the page have it. */
  readonly withControl?: string;
}

export const SHORTCUTS: readonly Shortcut[] = [
  { name: "microphone", group: "own", keys: ["m"], labels: ["M"], withControl: "d" },
  { name: "camera", group: "own", keys: ["v"], labels: ["V"], withControl: "e" },
  { name: "talk", group: "own", keys: [" "], labels: ["Space"] },
  { name: "share", group: "own", keys: ["d"], labels: ["D"] },
  { name: "hand", group: "own", keys: ["r"], labels: ["R"] },
  { name: "layout", group: "view", keys: ["w"], labels: ["W"] },
  { name: "strip", group: "view", keys: ["f"], labels: ["F"] },
  { name: "fullScreen", group: "view", keys: ["s"], labels: ["S"] },
  { name: "pictureInPicture", group: "view", keys: ["i"], labels: ["I"] },
  { name: "self", group: "view", keys: ["0"], labels: ["0"] },
  { name: "pin", group: "view", keys: [..."123456789"], labels: ["1–9"] },
  { name: "chat", group: "beside", keys: ["c"], labels: ["C"] },
  { name: "people", group: "beside", keys: ["p"], labels: ["P"] },
  { name: "quality", group: "beside", keys: ["a", "t"], labels: ["A", "T"] },
  { name: "help", group: "beside", keys: ["?"], labels: ["?"] },
];

/** With Alt: the reactions, by letters that others use too, and by the first of what they are called. */
export const REACTION_LETTERS: Readonly<Record<ChatEmoji, string>> = {
  "👍": "t",
  "❤️": "h",
  "😂": "l",
  "😮": "o",
  "🎉": "p",
  "👏": "c",
};

/** What of a key press matters. */
export interface KeyPress {
  readonly key: string;
  /** The place of the key, as `KeyboardEvent.code` says it. */
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
  /** Where the focus is: what takes letters gets them, and what can be pressed gets the space bar. */
  readonly focus: "typing" | "pressable" | "elsewhere";
  /** A modal dialog or a menu is open: keys are its own. */
  readonly isCovered: boolean;
}

/**
 * What a key press does; null for nothing of ours. `singleKeys` says whether keys act without Ctrl or Alt. In fields all
 * of them belong to whoever writes: on a Mac Ctrl with D and E deletes a letter and goes to the end of the line.
 */
export function shortcutOf(
  press: KeyPress,
  { singleKeys }: { readonly singleKeys: boolean },
): ShortcutName | null {
  const { focus, ctrlKey, metaKey, altKey, shiftKey } = press;
  if (press.isComposing || press.isCovered || focus === "typing") return null;
  const key = press.key.toLowerCase();
  if (ctrlKey || metaKey) {
    if ((ctrlKey && metaKey) || altKey || shiftKey) return null;
    return SHORTCUTS.find(({ withControl }) => withControl === key)?.name ?? null;
  }
  if (altKey) return reactionOf(press) === null ? null : "react";
  if (!singleKeys || (key === " " && focus === "pressable")) return null;
  // Signs, and on some keyboards numbers, need Shift; with anything else it is one key too many.
  if (shiftKey && (key === " " || key !== key.toUpperCase())) return null;
  return SHORTCUTS.find(({ keys }) => keys.includes(key))?.name ?? null;
}

/** The reaction that a key press with Alt sends; null for none. */
export function reactionOf({ key, code, shiftKey }: Omit<KeyPress, "focus">): ChatEmoji | null {
  // On a Mac Alt makes another sign of a letter, and only its place tells which one it was.
  const letter = /^[a-z]$/i.test(key) ? key.toLowerCase() : code.replace(/^Key/, "").toLowerCase();
  const found = EMOJIS.find((emoji) => REACTION_LETTERS[emoji] === letter);
  return found === undefined || shiftKey ? null : found;
}
// The keys of that very object.
const EMOJIS = Object.keys(REACTION_LETTERS) as readonly ChatEmoji[];

/** What a control says of its keys. */
export interface KeyHint {
  /** As shown beside its name; null where only keys with Ctrl act. */
  readonly shown: string | null;
  /** For `aria-keyshortcuts`. */
  readonly spoken: string;
}

/** What controls say of their keys, by what they do. */
export function keyHints(singleKeys: boolean): ReadonlyMap<ShortcutName, KeyHint> {
  const hints = new Map<ShortcutName, KeyHint>();
  for (const { name, labels, withControl } of SHORTCUTS) {
    const own = singleKeys ? labels : [];
    const all = withControl === undefined ? own : [...own, `Control+${withControl.toUpperCase()}`];
    if (all.length > 0) hints.set(name, { shown: own[0] ?? null, spoken: all.join(" ") });
  }
  return hints;
}

const TYPING =
  'input:not([type="checkbox"]):not([type="radio"]):not([type="button"]), textarea, select, [contenteditable]:not([contenteditable="false"])';
const PRESSABLE =
  'button, input, a[href], summary, [role="button"], [role^="menuitem"], [role="switch"], [role="checkbox"], [role="radio"], [role="tab"]';

/** Where the focus is for `shortcutOf`. */
export function focusOf(element: Element | null): KeyPress["focus"] {
  if (element?.closest(TYPING)) return "typing";
  return element?.closest(PRESSABLE) ? "pressable" : "elsewhere";
}

/** What keeps the call from being used while it is open; a panel beside the call, as the figures are, does not. */
const COVERS = 'dialog[open], [aria-modal="true"], [role="alertdialog"], [role="menu"]';

/** Whether something lies over the call that has keys of its own. */
export function isCovered(root: ParentNode): boolean {
  return root.querySelector(COVERS) !== null;
}
