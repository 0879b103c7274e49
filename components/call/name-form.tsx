"use client";

import { CircleAlert } from "lucide-react";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { nameProblem } from "#components/join/name-problem.ts";
import { rememberedName } from "#components/join/remembered-name.ts";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { NAME_MAX_GRAPHEMES } from "#protocol/display-name.ts";
import type { Failure } from "#protocol/failure.ts";
import { useSession } from "./call-context.tsx";

/** Where the server does not say when a name may be changed again. */
const AGAIN_MS = 10_000;

/** Takes another name for oneself, judged as before joining. */
export function NameForm({
  label,
  onDone,
}: {
  /** As one is shown now, which may have a number: "Ana (2)". */
  label: string;
  onDone: () => void;
}) {
  const text = useText("stage");
  const names = useText("name");
  const moderation = useText("moderation");
  const session = useSession();
  const problemOf = useProblemWords();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [name, setName] = useState(() => givenName(label));
  const [problem, setProblem] = useState<string | null>(null);
  const [isSaving, setIsSaving] = useState(false);
  useEffect(() => field.current?.select(), []);

  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (isSaving) return;
    const wrong = nameProblem(name);
    if (wrong !== null) {
      setProblem(names(wrong, { max: NAME_MAX_GRAPHEMES }));
      return field.current?.focus();
    }
    setIsSaving(true);
    const result = await session.rename(name);
    setIsSaving(false);
    if (!result.ok) {
      setProblem(problemOf(result));
      return field.current?.focus();
    }
    rememberedName.remember(name.trim());
    onDone();
  };

  return (
    <form
      noValidate
      onSubmit={save}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        // The panel stays open.
        event.preventDefault();
        onDone();
      }}
      className="mb-2 space-y-2 rounded-control bg-sunken p-3"
    >
      <label htmlFor={id} className="block font-medium">
        {names("label")}
      </label>
      <input
        ref={field}
        id={id}
        type="text"
        autoComplete="name"
        autoCapitalize="words"
        spellCheck={false}
        enterKeyHint="done"
        value={name}
        aria-required="true"
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : `${id}-problem`}
        className={`field ${problem === null ? "" : "invalid"}`}
        onChange={({ target }) => {
          setName(target.value);
          setProblem(null);
        }}
      />
      {problem !== null && (
        <p
          id={`${id}-problem`}
          role="alert"
          className="flex animate-appear items-start gap-1.5 text-small text-danger"
        >
          <CircleAlert aria-hidden size={16} className="mt-0.5 shrink-0" />
          {problem}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" size="small" look="primary" aria-busy={isSaving}>
          {text("saveName")}
        </Button>
        <Button size="small" onClick={onDone}>
          {moderation("removeNot")}
        </Button>
      </div>
    </form>
  );
}

/** The name that was given, where this browser knows which one that was. */
function givenName(label: string): string {
  const given = rememberedName.recall();
  return given !== "" && label.startsWith(`${given} (`) ? given : label;
}

function useProblemWords(): (failure: Failure) => string {
  const moderation = useText("moderation");
  const refusal = useText("refusal");
  return ({ code, retryAfterMs }) => {
    if (code === "not-permitted") return moderation("notPermitted", { what: "rename" });
    if (code === "rate-limited")
      return refusal("rate-limited", { seconds: Math.ceil((retryAfterMs ?? AGAIN_MS) / 1000) });
    return refusal("unavailable");
  };
}
