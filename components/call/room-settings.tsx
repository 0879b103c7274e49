"use client";

import { type FormEvent, useId, useRef, useState } from "react";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { ChatKeepingField } from "#components/ui/chat-keeping-field.tsx";
import { GuestsMayField } from "#components/ui/guests-may-field.tsx";
import { NewPasswordField } from "#components/ui/new-password-field.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { ALL_PERMITTED } from "#protocol/moderation.ts";
import { RoomPassword } from "#protocol/room-password.ts";
import { useSession } from "./call-context.tsx";
import { useCall } from "./use-call.ts";

/** What whoever opened the meeting sets for it, beyond this call. */
export function RoomSettings() {
  const text = useText("moderation");
  const settings = useText("roomSettings");
  const session = useSession();
  const startsMuted = useCall(({ room }) => room?.startsMuted ?? false);
  const hostFirst = useCall(({ room }) => room?.hostFirst ?? false);
  return (
    <div className="space-y-3 pt-1">
      <Switch
        label={text("hostFirst")}
        hint={text("hostFirstHint")}
        checked={hostFirst}
        onChange={(on) => session.moderate({ kind: "host-first", hostFirst: on })}
      />
      <Switch
        label={settings("startMuted")}
        hint={settings("startMutedHint")}
        checked={startsMuted}
        onChange={(on) => session.moderate({ kind: "start-muted", startsMuted: on })}
      />
      <Guests />
      <KeepChat />
      <Password />
    </div>
  );
}

function Guests() {
  const session = useSession();
  const guestsMay = useCall(({ room }) => room?.guestsMay ?? ALL_PERMITTED);
  return (
    <GuestsMayField
      guestsMay={guestsMay}
      onChange={(what, allowed) => session.moderate({ kind: "permit", what, allowed })}
    />
  );
}

function KeepChat() {
  const session = useSession();
  const keepChat = useCall(({ room }) => room?.keepChat ?? "call");
  return (
    <ChatKeepingField
      keeping={keepChat}
      onChange={(keeping) => session.moderate({ kind: "keep-chat", keeping })}
    />
  );
}

/** Sets the password of the meeting, or takes it away. */
function Password() {
  const text = useText("roomSettings");
  const session = useSession();
  const id = useId();
  const isSet = useCall(({ room }) => room?.password ?? false);
  const field = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState("");
  const [isWrong, setIsWrong] = useState(false);
  const set = (event: FormEvent) => {
    event.preventDefault();
    const { success, data } = RoomPassword.safeParse(draft);
    setIsWrong(!success);
    if (!success) return field.current?.focus();
    session.moderate({ kind: "password", password: data });
    setDraft("");
  };
  return (
    <form onSubmit={set} aria-labelledby={id} className="space-y-2 rounded-control bg-sunken p-3">
      <NewPasswordField
        id={`${id}-field`}
        field={field}
        aria-label={text("newPassword")}
        placeholder={text("newPassword")}
        value={draft}
        hint={text(isSet ? "passwordSet" : "passwordHint")}
        isWrong={isWrong}
        problem={(lengths) => text("passwordProblem", lengths)}
        onChange={(typed) => {
          setDraft(typed);
          if (RoomPassword.safeParse(typed).success) setIsWrong(false);
        }}
      >
        <h4 id={id} className="font-medium">
          {text("password")}
        </h4>
      </NewPasswordField>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" size="small" look="primary">
          {text("setPassword")}
        </Button>
        {isSet && (
          <Button
            size="small"
            onClick={() => session.moderate({ kind: "password", password: null })}
          >
            {text("removePassword")}
          </Button>
        )}
      </div>
    </form>
  );
}
