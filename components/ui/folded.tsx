import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";

/** Something that is needed once in a while, folded away under its heading. */
export function Folded({
  heading,
  onToggle,
  children,
}: {
  heading: string;
  /** Called when it is unfolded or folded. */
  onToggle?: (isOpen: boolean) => void;
  children: ReactNode;
}) {
  return (
    <details
      className="group/folded"
      onToggle={({ currentTarget }) => onToggle?.(currentTarget.open)}
    >
      <summary className="-ms-1 inline-flex min-h-11 list-none items-center gap-1 rounded-control ps-1 pe-2 font-medium [&::-webkit-details-marker]:hidden">
        {heading}
        <ChevronDown
          aria-hidden
          size={18}
          className="transition-transform group-open/folded:rotate-180"
        />
      </summary>
      {children}
    </details>
  );
}
