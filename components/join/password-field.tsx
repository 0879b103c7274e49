"use client";

import { CircleAlert, Eye, EyeOff } from "lucide-react";
import { type RefObject, useEffect, useId, useState } from "react";
import { useCall } from "#components/call/use-call.ts";
import { useText } from "#components/text/use-text.ts";
import type { Failure } from "#protocol/failure.ts";

/** Where a meeting has a password. Loaded when it has. */
export function PasswordField({
  field,
  isMissing,
  onType,
}: {
  field: RefObject<HTMLInputElement | null>;
  /** Join was pressed without one. */
  isMissing: boolean;
  onType: () => void;
}) {
  const text = useText("join");
  const joining = useCall(({ phase }) => phase.kind === "joining");
  const refusal = useCall((state) => state.refusal);
  const [value, setValue] = useState("");
  /** The refusal after which something else was typed. */
  const [answered, setAnswered] = useState<Failure | null>(null);
  const refused = joining || refusal === answered ? undefined : refusal?.code;
  const isWrong = refused === "password-wrong";
  const problem =
    isMissing || refused === "password-required" ? "missing" : isWrong ? "wrong" : null;
  const id = useId();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    // Whoever pressed Join is led here, also where this comes only now.
    if (problem !== null) field.current?.focus();
  }, [problem, field]);
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-small font-medium">
        {text("password")}
      </label>
      <div className="relative">
        <input
          ref={field}
          id={id}
          name="password"
          type={shown ? "text" : "password"}
          // The meeting's and not the person's: no password of theirs belongs here.
          autoComplete="off"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          value={value}
          aria-required="true"
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : `${id}-problem`}
          className={`field pe-12 ${problem === null ? "" : "invalid"}`}
          onChange={(event) => {
            setValue(event.target.value);
            setAnswered(refusal);
            onType();
          }}
        />
        <button
          type="button"
          aria-label={text("showPassword")}
          aria-pressed={shown}
          onClick={() => setShown((now) => !now)}
          className="absolute inset-y-0 end-0 grid w-11 place-items-center rounded-control text-muted hover:text-text"
        >
          {shown ? <EyeOff aria-hidden size={20} /> : <Eye aria-hidden size={20} />}
        </button>
      </div>
      {problem !== null && (
        <p
          id={`${id}-problem`}
          role="alert"
          className="flex animate-appear items-start gap-1.5 text-small text-danger"
        >
          <CircleAlert aria-hidden size={16} className="mt-0.5 shrink-0" />
          {text(problem === "wrong" ? "passwordWrong" : "passwordMissing")}
        </p>
      )}
    </div>
  );
}
