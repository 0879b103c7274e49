/** What the keys do in a call: one table, for the hand that presses and for the sheet that explains. Pure. */

export type ShortcutName =
  | "microphone"
  | "camera"
  | "talk"
  | "share"
  | "hand"
  | "chat"
  | "people"
  | "layout"
  | "fullScreen"
  | "pictureInPicture"
  | "quality"
  | "self"
  | "pin"
  | "help";

/** As `KeyboardEvent.key` says it, in lower case. */
export interface Shortcut {
  readonly name: ShortcutName;
  readonly keys: readonly string[];
  /** As shown. */
  readonly label: string;
}

/** Each acts by itself, unless the person has turned that off. */
export const SHORTCUTS: readonly Shortcut[] = [
  { name: "microphone", keys: ["m"], label: "M" },
  { name: "camera", keys: ["v"], label: "V" },
  { name: "talk", keys: [" "], label: "Space" },
  { name: "share", keys: ["d"], label: "D" },
  { name: "hand", keys: ["r"], label: "R" },
  { name: "chat", keys: ["c"], label: "C" },
  { name: "people", keys: ["p"], label: "P" },
  { name: "layout", keys: ["w"], label: "W" },
  { name: "fullScreen", keys: ["s"], label: "S" },
  { name: "pictureInPicture", keys: ["i"], label: "I" },
  { name: "quality", keys: ["a"], label: "A" },
  { name: "self", keys: ["0"], label: "0" },
  { name: "pin", keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"], label: "1–9" },
  { name: "help", keys: ["?"], label: "?" },
];

/**
 * With Ctrl, or the command key on a Mac, as other products have them; where the browser lets the page have them. In
 * fields they belong to whoever writes: on a Mac they delete a letter and go to the end of the line.
 */
export const WITH_CONTROL: ReadonlyMap<string, ShortcutName> = new Map([
  ["d", "microphone"],
  ["e", "camera"],
]);

/** What of a key press matters. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly repeat: boolean;
  readonly isComposing: boolean;
  /** Where the focus is: what takes letters gets them, and what can be pressed gets the space bar. */
  readonly focus: "typing" | "pressable" | "elsewhere";
  /** A modal dialog or a menu is open: keys are its own. */
  readonly isCovered: boolean;
}

/** What a key press does; null for nothing of ours. `singleKeys` says whether keys act without Ctrl. */
export function shortcutOf(
  press: KeyPress,
  { singleKeys }: { readonly singleKeys: boolean },
): ShortcutName | null {
  const { focus, isCovered } = press;
  if (press.isComposing || press.repeat || press.altKey || isCovered) return null;
  if (focus === "typing") return null;
  const key = press.key.toLowerCase();
  if (press.ctrlKey !== press.metaKey) return WITH_CONTROL.get(key) ?? null;
  if (press.ctrlKey || !singleKeys) return null;
  if (key === " " && focus === "pressable") return null;
  return SHORTCUTS.find(({ keys }) => keys.includes(key))?.name ?? null;
}

const TYPING =
  'input:not([type="checkbox"]):not([type="radio"]):not([type="button"]), textarea, select, [contenteditable]:not([contenteditable="false"])';
const PRESSABLE = 'button, a[href], summary, [role="button"], [role^="menuitem"], [role="switch"]';

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
