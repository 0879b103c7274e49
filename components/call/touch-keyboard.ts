/** Where fingers point, the keyboard is most likely on the screen, and has no Shift+Enter. */
const COARSE = "(pointer: coarse)";

/** Whether one types on the screen; asked when it counts, since a tablet gets a keyboard at any time. */
export function hasTouchKeyboard(): boolean {
  return window.matchMedia(COARSE).matches;
}
