import type { ComponentProps } from "react";

const looks = {
  /** The one thing to do here. */
  primary: "bg-accent text-on-accent hover:bg-accent-strong",
  /** Everything else. */
  quiet: "bg-sunken text-text hover:bg-accent-soft",
  /** Beside text, without a ground of its own. */
  bare: "bg-transparent text-accent hover:bg-accent-soft",
} as const;

const sizes = {
  normal: "min-h-11 px-4 text-body",
  large: "min-h-13 px-6 text-large",
  small: "min-h-11 sm:min-h-9 px-3 text-small",
} as const;

export interface ButtonLook {
  look?: keyof typeof looks;
  size?: keyof typeof sizes;
}

/** Classes of a button, for links that look like one. */
export function buttonClasses({ look = "quiet", size = "normal" }: ButtonLook = {}): string {
  return `inline-flex select-none items-center justify-center gap-2 rounded-control font-medium transition-colors disabled:opacity-60 ${looks[look]} ${sizes[size]}`;
}

/** Classes of a round button with an icon alone, as in the control bar. */
export const roundButtonClasses =
  "tip grid size-12 max-[24rem]:size-11 compact:size-11 place-items-center rounded-full bg-sunken text-text transition-colors hover:bg-accent-soft";

/** The same while it is on. */
export const pressedButtonClasses =
  "tip grid size-12 max-[24rem]:size-11 compact:size-11 place-items-center rounded-full bg-accent text-on-accent transition-colors hover:bg-accent-strong";

/** A native button that does not submit unless told to. */
export function Button({
  look = "quiet",
  size = "normal",
  className = "",
  type = "button",
  ...rest
}: ComponentProps<"button"> & ButtonLook) {
  return (
    <button type={type} className={`${buttonClasses({ look, size })} ${className}`} {...rest} />
  );
}
