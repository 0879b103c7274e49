"use client";

import { CircleAlert } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";

type Wrong = "codeMissing" | "codeWrong" | "codeUnreachable";

// The reader of codes brings the schema library along, so it comes when it is needed, not with the page.
const loadReader = () => import("#protocol/room-code.ts");

/** Takes a whole link or a code in any spelling, and goes to that meeting. */
export function JoinByCode() {
  const text = useText("home");
  const fieldId = useId();
  const errorId = useId();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState<Wrong | null>(null);

  useEffect(() => {
    // What was typed before the script came would be lost otherwise.
    setTyped((known) => (known === "" ? (field.current?.value ?? "") : known));
  }, []);

  async function judge(input: string): Promise<void> {
    setTyped(input);
    if (input.trim() === "") return refuse("codeMissing");
    let code: string | null;
    try {
      code = (await loadReader()).parseRoomLink(input);
    } catch {
      return refuse("codeUnreachable");
    }
    if (code === null) return refuse("codeWrong");
    setWrong(null);
    window.location.assign(`/r/${code}`);
  }

  function refuse(why: Wrong): void {
    setWrong(why);
    field.current?.focus();
  }

  return (
    <form
      // As an action, and not on submit: React then keeps a press from before the script has come, and does it late.
      action={(fields) => {
        void judge(String(fields.get("code") ?? ""));
      }}
      noValidate
      className="flex flex-col gap-1.5"
    >
      <label htmlFor={fieldId} className="text-small font-medium">
        {text("codeLabel")}
      </label>
      <div className="flex gap-2">
        <input
          ref={field}
          id={fieldId}
          name="code"
          type="text"
          inputMode="url"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder={text("codePlaceholder")}
          aria-invalid={wrong !== null}
          aria-describedby={wrong === null ? undefined : errorId}
          className={`field min-w-0 flex-1 ${wrong === null ? "" : "invalid"}`}
          onFocus={() => void loadReader().catch(() => null)}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setWrong(null);
          }}
        />
        <Button type="submit" className="px-6">
          {text("join")}
        </Button>
      </div>
      {wrong !== null && (
        <p
          id={errorId}
          role="alert"
          className="flex animate-appear items-start gap-1.5 text-small text-danger"
        >
          <CircleAlert aria-hidden size={16} className="mt-0.5 shrink-0" />
          {text(wrong)}
        </p>
      )}
    </form>
  );
}
