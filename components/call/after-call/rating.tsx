"use client";

import { Star } from "lucide-react";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { RATING_STARS_MAX, RatingProblem } from "#protocol/http.ts";
import { sendRating } from "./send-rating.ts";

/** With so many stars or fewer something was wrong, and it is asked what. */
const ASKED_UP_TO_STARS = 3;
const STARS = Array.from({ length: RATING_STARS_MAX }, (_, place) => place + 1);

/** How the call was, in stars, and what was wrong if it was not good. Told once, without saying whose call it was. */
export function Rating() {
  const text = useText("end");
  const [stars, setStars] = useState(0);
  const [problems, setProblems] = useState<readonly RatingProblem[]>([]);
  const [step, setStep] = useState<"asking" | "sending" | "failed" | "sent">("asking");
  const id = useId();
  const thanks = useRef<HTMLParagraphElement>(null);
  const asksWhatWasWrong = stars > 0 && stars <= ASKED_UP_TO_STARS;

  useEffect(() => {
    // The button that had the focus is gone.
    if (step === "sent") thanks.current?.focus();
  }, [step]);

  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (step === "sending") return;
    setStep("sending");
    const isTaken = await sendRating({ stars, problems: asksWhatWasWrong ? [...problems] : [] });
    setStep(isTaken ? "sent" : "failed");
  };
  const toggle = (problem: RatingProblem) =>
    setProblems((now) =>
      now.includes(problem) ? now.filter((one) => one !== problem) : [...now, problem],
    );

  return (
    <section aria-labelledby={`${id}-heading`} className="rounded-card bg-raised p-5 shadow-raised">
      <h2 id={`${id}-heading`} className="text-large font-semibold">
        {text("rating.heading")}
      </h2>
      {step === "sent" ? (
        <p ref={thanks} tabIndex={-1} className="mt-1 text-muted outline-none">
          {text("rating.thanks")}
        </p>
      ) : (
        <form onSubmit={(event) => void send(event)} className="flex flex-col gap-3">
          <div
            role="radiogroup"
            aria-labelledby={`${id}-heading`}
            aria-describedby={`${id}-hint`}
            className="-ms-2 flex"
          >
            {STARS.map((value) => (
              <label
                key={value}
                className="grid size-12 cursor-pointer place-items-center rounded-control has-focus-visible:outline-3 has-focus-visible:outline-accent"
              >
                <input
                  type="radio"
                  name={id}
                  value={value}
                  checked={stars === value}
                  onChange={() => setStars(value)}
                  aria-label={text("rating.stars", { stars: value })}
                  className="sr-only"
                />
                <Star
                  aria-hidden
                  size={30}
                  className={`transition-colors ${value <= stars ? "fill-accent text-accent" : "text-muted"}`}
                />
              </label>
            ))}
          </div>
          {asksWhatWasWrong && (
            <fieldset className="animate-appear">
              <legend className="text-small font-medium">{text("rating.wrong")}</legend>
              {RatingProblem.options.map((problem) => (
                <label
                  key={problem}
                  className="flex min-h-11 cursor-pointer items-center gap-3 sm:min-h-9"
                >
                  <input
                    type="checkbox"
                    checked={problems.includes(problem)}
                    onChange={() => toggle(problem)}
                    className="size-5 shrink-0 accent-accent"
                  />
                  {text(`rating.problems.${problem}`)}
                </label>
              ))}
            </fieldset>
          )}
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
            {stars > 0 && (
              <Button type="submit" aria-busy={step === "sending"}>
                {text("rating.send")}
              </Button>
            )}
            <p id={`${id}-hint`} className="text-small text-muted">
              {text("rating.hint")}
            </p>
          </div>
          <p
            role="status"
            className={`text-small ${step === "failed" ? "text-danger" : "sr-only"}`}
          >
            {step === "failed" && text("rating.failed")}
          </p>
        </form>
      )}
    </section>
  );
}
