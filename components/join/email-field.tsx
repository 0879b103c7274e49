"use client";

import { CircleAlert, CircleCheck } from "lucide-react";
import { type RefObject, useEffect, useId, useState } from "react";
import { useText } from "#components/text/use-text.ts";
import type { EmailFieldView } from "./email-field-view.ts";

/**
 * The live e-mail field. `type=text`: with `type=email` browsers rewrite what people typed, and would judge it by
 * rules other than ours.
 */
export function EmailField({
  field,
  value,
  view,
  required,
  onChange,
  onBlur,
}: {
  field: RefObject<HTMLInputElement | null>;
  value: string;
  view: EmailFieldView;
  required: boolean;
  onChange: (value: string) => void;
  onBlur: () => void;
}) {
  const text = useText("email");
  const id = useId();
  const suggestion = useTypoHint(value, view.state === "valid");
  const wrong = view.state === "invalid" || view.missing;
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-baseline justify-between">
        <label htmlFor={id} className="text-small font-medium">
          {text("label")}
        </label>
        <span id={`${id}-need`} className="text-small text-muted">
          {text(required ? "required" : "optional")}
        </span>
      </div>
      <div className="relative">
        <input
          ref={field}
          id={id}
          name="email"
          type="text"
          inputMode="email"
          autoComplete="email"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          value={value}
          data-missing={view.missing}
          aria-required={required}
          aria-invalid={wrong}
          aria-describedby={`${id}-message ${id}-need`}
          className={`field pe-10 ${view.state === "neutral" ? "" : view.state}`}
          onChange={(event) => onChange(event.target.value)}
          onBlur={onBlur}
        />
        <span className="pointer-events-none absolute inset-y-0 end-3 grid place-items-center">
          {view.state === "valid" && <CircleCheck aria-hidden size={20} className="text-good" />}
          {wrong && <CircleAlert aria-hidden size={20} className="text-danger" />}
        </span>
      </div>
      {/* Always one line high: a sentence that comes on blur must not move Join from under the press that caused it. */}
      <p
        id={`${id}-message`}
        aria-live="polite"
        className={`min-h-5 text-small ${wrong ? "text-danger" : view.state === "valid" ? "text-good" : "text-muted"}`}
      >
        {suggestion === null ? (
          text(view.message)
        ) : (
          <button
            type="button"
            // Kept from taking the focus on press: a blur first would redraw the line under the finger.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => {
              onChange(suggestion);
              field.current?.focus();
            }}
            className="-my-3 min-h-11 rounded-control text-start text-accent underline underline-offset-2 hover:text-accent-strong"
          >
            {text("suggestion", { email: suggestion })}
          </button>
        )}
      </p>
    </div>
  );
}

/** The address that was probably meant, or null. The list of known domains comes when the first address is complete. */
function useTypoHint(value: string, complete: boolean): string | null {
  const [hint, setHint] = useState<{ for: string; address: string } | null>(null);
  useEffect(() => {
    if (!complete) return;
    let current = true;
    import("./typo-hint.ts")
      .then(({ suggestEmail }) => {
        const address = suggestEmail(value);
        if (current) setHint(address === null ? null : { for: value, address });
      })
      // Without the list there is no hint; nothing else needs it.
      .catch(() => null);
    return () => {
      current = false;
    };
  }, [value, complete]);
  return complete && hint?.for === value ? hint.address : null;
}
