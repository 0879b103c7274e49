"use client";

import { ChevronDown, type LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";

/** The browser's own select in our clothes: on a phone it opens the system's wheel. Its label is the caller's. */
export function Select({
  icon: Icon,
  ...select
}: Omit<ComponentProps<"select">, "className"> & {
  /** Stands before what is chosen. */
  readonly icon?: LucideIcon;
}) {
  return (
    <div className="relative">
      {Icon !== undefined && (
        <Icon
          aria-hidden
          size={18}
          className="pointer-events-none absolute top-1/2 start-3 -translate-y-1/2 text-muted"
        />
      )}
      <select
        {...select}
        className={`min-h-11 w-full appearance-none truncate rounded-control bg-sunken pe-9 text-body text-text ${Icon === undefined ? "ps-3" : "ps-10"}`}
      />
      <ChevronDown
        aria-hidden
        size={18}
        className="pointer-events-none absolute top-1/2 end-3 -translate-y-1/2 text-muted"
      />
    </div>
  );
}
