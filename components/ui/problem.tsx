import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";

/** What happened and what to do, said at once; the action, if there is one, stands beside it. */
export function Problem({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div
      role="alert"
      className="flex animate-appear items-start gap-3 rounded-control bg-danger-soft px-4 py-3 text-text"
    >
      <CircleAlert aria-hidden="true" size={20} className="mt-0.5 shrink-0 text-danger" />
      <div className="flex min-w-0 flex-1 flex-col items-start gap-2">
        <div className="max-w-[66ch]">{children}</div>
        {action}
      </div>
    </div>
  );
}
