"use client";

import { CircleAlert } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { useSession } from "#components/call/call-context.tsx";
import { useCall } from "#components/call/use-call.ts";
import { hostKeyOf } from "#components/rooms/remembered-rooms.ts";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Mark } from "#components/ui/mark.tsx";
import { openedPart } from "#components/ui/opened-part.tsx";
import { NAME_MAX_GRAPHEMES } from "#protocol/display-name.ts";
import type { Failure } from "#protocol/failure.ts";
import { EmailField } from "./email-field.tsx";
import { emailFieldView } from "./email-field-view.ts";
import { type NameProblem, nameProblem } from "./name-problem.ts";
import { Refusal } from "./refusal.tsx";
import { rememberedName } from "./remembered-name.ts";

const PasswordField = openedPart(async () => (await import("./password-field.tsx")).PasswordField);
const InLobby = openedPart(async () => (await import("./in-lobby.tsx")).InLobby);

/**
 * Name, e-mail and the one primary button. Join is never disabled: pressing it either joins or says what is missing
 * and moves the focus there.
 */
export function JoinForm({
  email,
  rejoining,
  onEmailChange,
}: {
  email: string;
  /** True when the person was in this call before: then Join has the focus, and one press brings them back. */
  rejoining: boolean;
  onEmailChange: (email: string) => void;
}) {
  const text = useText("join");
  const names = useText("name");
  const session = useSession();
  const nameId = useId();
  const form = useRef<HTMLFormElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const nameField = useRef<HTMLInputElement>(null);
  const emailField = useRef<HTMLInputElement>(null);
  const joinButton = useRef<HTMLButtonElement>(null);
  /** Whether what is sent next asks to be let in. */
  const knocks = useRef(false);

  const joining = useCall(({ phase }) => phase.kind === "joining" || phase.kind === "joined");
  const waiting = useCall(({ phase }) => phase.kind === "joining" && phase.waiting);
  const refusal = useCall((state) => state.refusal);
  const asked = useCall((state) => state.preview?.requireEmail ?? false);
  const required = asked || refusal?.code === "email-required";

  const [name, setName] = useState("");
  const [wrongName, setWrongName] = useState<NameProblem | null>(null);
  const [lacksPassword, setLacksPassword] = useState(false);
  const asksPassword = useAsksPassword(refusal);
  const [emailSteps, setEmailSteps] = useState({ committed: false, submitted: false });
  const emailView = emailFieldView({ value: email, required, ...emailSteps });

  useEffect(() => {
    if (rejoining) joinButton.current?.focus();
    // What was typed before the script came stays; and nobody who is about to type finds a name under the cursor.
    const field = nameField.current;
    const early = field?.value ?? "";
    if (early !== "") setName(early);
    else if (document.activeElement !== field) setName(rememberedName.recall());
  }, [rejoining]);

  useEffect(() => {
    const isFolded = nameField.current?.getClientRects().length === 0;
    if (waiting && isFolded) joinButton.current?.focus({ preventScroll: true });
  }, [waiting]);

  /** Takes what stands in the fields, which may have been typed and sent before the script had come. */
  async function join(fields: FormData): Promise<void> {
    const isKnock = knocks.current;
    knocks.current = false;
    if (joining) return;
    const name = String(fields.get("name") ?? "");
    const email = String(fields.get("email") ?? "");
    setName(name);
    onEmailChange(email);
    const password = String(fields.get("password") ?? "");
    const problem = nameProblem(name);
    setWrongName(problem);
    setEmailSteps({ committed: true, submitted: true });
    const lacks = asksPassword && password === "";
    setLacksPassword(lacks);
    if (lacks) return passwordField.current?.focus();
    if (problem !== null) return nameField.current?.focus();
    const view = emailFieldView({ value: email, required, committed: true, submitted: true });
    if (view.blocks) return emailField.current?.focus();

    rememberedName.remember(name.trim());
    const address = email.trim();
    const result = await session.join({
      name,
      email: address === "" ? null : address,
      password: password === "" ? null : password,
      knocks: isKnock,
    });
    if (result.ok) return;
    if (result.code === "email-required") emailField.current?.focus();
  }

  return (
    <form
      ref={form}
      // As an action, and not on submit: React then keeps a press from before the script has come, and does it late.
      action={(fields) => {
        void join(fields);
      }}
      noValidate
      className="flex flex-col gap-3"
    >
      <Refusal
        onRetry={() => form.current?.requestSubmit()}
        onKnock={() => {
          knocks.current = true;
          form.current?.requestSubmit();
        }}
      />
      {waiting && <InLobby />}
      {/* Whoever waits has filled them in; on a phone the note stands in their place, so that Join stays in sight. */}
      <div className={waiting ? "contents max-sm:hidden" : "contents"}>
        {asksPassword && (
          <PasswordField
            field={passwordField}
            isMissing={lacksPassword}
            onType={() => setLacksPassword(false)}
          />
        )}
        <div className="flex flex-col gap-1.5">
          <label htmlFor={nameId} className="text-small font-medium">
            {names("label")}
          </label>
          <input
            ref={nameField}
            id={nameId}
            name="name"
            type="text"
            autoComplete="name"
            autoCapitalize="words"
            spellCheck={false}
            enterKeyHint="go"
            value={name}
            aria-required="true"
            aria-invalid={wrongName !== null}
            aria-describedby={wrongName === null ? undefined : `${nameId}-problem`}
            className={`field ${wrongName === null ? "" : "invalid"}`}
            onChange={(event) => {
              setName(event.target.value);
              // Gone as soon as it is mended; never raised while somebody is typing.
              if (wrongName !== null && nameProblem(event.target.value) === null)
                setWrongName(null);
            }}
          />
          {wrongName !== null && (
            <p
              id={`${nameId}-problem`}
              role="alert"
              className="flex animate-appear items-start gap-1.5 text-small text-danger"
            >
              <CircleAlert aria-hidden size={16} className="mt-0.5 shrink-0" />
              {names(wrongName, { max: NAME_MAX_GRAPHEMES })}
            </p>
          )}
        </div>
        <EmailField
          field={emailField}
          value={email}
          view={emailView}
          required={required}
          onChange={(value) => {
            onEmailChange(value);
            setEmailSteps({ committed: false, submitted: false });
          }}
          onBlur={() => setEmailSteps((steps) => ({ ...steps, committed: true }))}
        />
      </div>
      <Button
        ref={joinButton}
        type="submit"
        look="primary"
        size="large"
        aria-busy={joining}
        className="w-full"
      >
        {joining && <Mark size={20} turning />}
        {text("join")}
      </Button>
      <span role="status" className="sr-only">
        {joining && !waiting ? text("joining") : ""}
      </span>
    </form>
  );
}

/** Whether to ask for a password: where the room has one and this browser has no key to it, and where it was refused. */
function useAsksPassword(refusal: Failure | null): boolean {
  const { getSnapshot } = useSession();
  const [wasAsked, setWasAsked] = useState(false);
  const isAsked = refusal?.code === "password-required" || refusal?.code === "password-wrong";
  if (isAsked && !wasAsked) setWasAsked(true);
  const hasOne = useCall((state) => state.preview?.password ?? false);
  return wasAsked || (hasOne && hostKeyOf(getSnapshot().code) === null);
}
