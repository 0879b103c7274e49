"use client";

import { CircleAlert, CircleCheck, CircleX } from "lucide-react";
import type { ReactNode, Ref } from "react";
import { useFormatter } from "use-intl";
import { type Verdict, verdictTones } from "#call/check/verdict.ts";
import { useText } from "#components/text/use-text.ts";

const icons = { good: CircleCheck, fair: CircleAlert, poor: CircleX } as const;
const colours = { good: "text-good", fair: "text-fair", poor: "text-poor" } as const;

/** Whether calls will work here, in one sentence; what deserves a look; and what can be done with it. */
export function CheckVerdict({
  verdict,
  ref,
  children,
}: {
  verdict: Verdict;
  ref: Ref<HTMLElement>;
  children: ReactNode;
}) {
  const text = useText("check");
  const format = useFormatter();
  const tone = verdictTones[verdict.code];
  const Icon = icons[tone];
  return (
    <section
      ref={ref}
      tabIndex={-1}
      aria-labelledby="check-verdict"
      className="flex animate-appear flex-col gap-4 rounded-card bg-raised p-5 shadow-raised outline-none"
    >
      <div className="flex items-start gap-3">
        <Icon aria-hidden size={28} className={`shrink-0 ${colours[tone]}`} />
        <div className="flex flex-col gap-1">
          <h2 id="check-verdict" className="text-pretty text-title font-semibold">
            {text(`verdict.${verdict.code}`)}
          </h2>
          <p>{text(`advice.${verdict.code}`)}</p>
          {verdict.attention.length > 0 && (
            <p className="text-muted">
              {text("attention", {
                steps: format.list(verdict.attention.map((step) => text(`names.${step}`))),
              })}
            </p>
          )}
        </div>
      </div>
      {children}
    </section>
  );
}
