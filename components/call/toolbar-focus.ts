import type { KeyboardEvent } from "react";

/** Arrow keys walk along a bar (ARIA toolbar pattern), in whatever window it is; Tab still reaches each control. */
export function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const { currentTarget: bar } = event;
  const buttons = [...bar.querySelectorAll<HTMLElement>(":scope button")].filter(
    (button) => button.getClientRects().length > 0,
  );
  const at = buttons.findIndex((button) => button.matches(":focus"));
  if (at === -1) return;
  const forward = getComputedStyle(bar).direction === "rtl" ? -1 : 1;
  const to = {
    ArrowRight: at + forward,
    ArrowLeft: at - forward,
    Home: 0,
    End: buttons.length - 1,
  }[event.key];
  const next = to === undefined ? undefined : buttons[(to + buttons.length) % buttons.length];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
