"use client";

import { type ReactNode, useId } from "react";

/**
 * Something that is on or off, with a sentence on what that means. One that cannot be changed keeps its place in the
 * order of focus, so that its sentence, which says why, is heard too.
 */
export function Switch({
  label,
  hint,
  checked,
  disabled = false,
  onChange,
}: {
  label: string;
  hint?: ReactNode;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}) {
  const id = useId();
  return (
    <div className="grid grid-cols-[1fr_auto] items-center gap-x-4">
      <label htmlFor={id} className={`font-medium ${disabled ? "text-muted" : ""}`}>
        {label}
      </label>
      <button
        id={id}
        type="button"
        role="switch"
        aria-checked={checked}
        aria-disabled={disabled || undefined}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onClick={() => !disabled && onChange(!checked)}
        className="group/switch -my-2 -me-2 grid size-11 w-16 place-items-center rounded-control"
      >
        <span
          className={`flex h-7 w-12 items-center rounded-full border-2 px-0.5 transition-colors ${checked ? "border-accent bg-accent" : "border-muted bg-sunken"} ${disabled ? "opacity-60" : ""}`}
        >
          <span
            className={`size-4.5 rounded-full transition-[translate] ${checked ? "translate-x-5 bg-on-accent rtl:-translate-x-5" : "bg-muted"}`}
          />
        </span>
      </button>
      {hint !== undefined && (
        <div id={`${id}-hint`} className="col-span-2 text-small text-muted">
          {hint}
        </div>
      )}
    </div>
  );
}
