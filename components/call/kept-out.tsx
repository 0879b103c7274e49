"use client";

import { useEffect, useRef, useState } from "react";
import { useFormatter } from "use-intl";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Problem } from "#components/ui/problem.tsx";
import type { KeptOut as Person } from "#protocol/moderation.ts";
import { useSession } from "./call-context.tsx";
import { isolated } from "./isolated-name.ts";
import { useCall } from "./use-call.ts";

/** Who was removed and may not come again yet, and a way to let them. Read anew whenever somebody comes or goes. */
export function KeptOut() {
  const text = useText("moderation");
  const common = useText("common");
  const session = useSession();
  const format = useFormatter();
  const here = useCall(({ room }) => room?.participants.length ?? 0);
  const [attempts, setAttempts] = useState(0);
  const [people, setPeople] = useState<readonly Person[] | null>(null);
  const [problem, setProblem] = useState<"read" | "allow" | null>(null);
  const [allowed, setAllowed] = useState<string | null>(null);
  const place = useRef<HTMLDivElement>(null);

  useEffect(() => {
    // Oneself at least is here; each attempt asks anew.
    if (here + attempts === 0) return;
    let isWanted = true;
    void session.readKeptOut().then((answer) => {
      if (!isWanted) return;
      setProblem(answer.ok ? null : "read");
      if (answer.ok) setPeople(answer.value.keptOut);
    });
    return () => {
      isWanted = false;
    };
  }, [session, here, attempts]);

  const nameOf = ({ name }: Person) => (name === null ? text("keptOutUnnamed") : isolated(name));
  const allow = async (person: Person) => {
    const answer = await session.allowAgain(person.participant);
    // Somebody else was quicker, or it was over: they may come.
    const mayCome = answer.ok || answer.code === "peer-gone";
    setProblem(mayCome ? null : "allow");
    if (!mayCome) return;
    // Their button goes.
    place.current?.focus();
    setAllowed(nameOf(person));
    setPeople((known) => known?.filter((each) => each !== person) ?? null);
  };
  return (
    <div ref={place} tabIndex={-1} className="space-y-2 pt-1 outline-none">
      <p role="status" className={allowed === null ? "sr-only" : "text-small text-muted"}>
        {allowed === null ? "" : text("allowedAgain", { name: allowed })}
      </p>
      {problem === "allow" && <Problem>{text("refused")}</Problem>}
      {problem === "read" && (
        <Problem
          action={
            <Button size="small" onClick={() => setAttempts((made) => made + 1)}>
              {common("tryAgain")}
            </Button>
          }
        >
          {text("keptOutUnread")}
        </Problem>
      )}
      {people?.length === 0 && allowed === null && (
        <p className="text-small text-muted">{text("keptOutNobody")}</p>
      )}
      {people !== null && people.length > 0 && (
        <ul aria-label={text("keptOut")}>
          {people.map((person) => (
            <li key={person.participant} className="flex min-h-11 items-center gap-3">
              <span className="flex min-w-0 grow flex-col">
                <span dir="auto" className="truncate">
                  {person.name ?? text("keptOutUnnamed")}
                </span>
                <span className="text-small text-muted">
                  {text("keptOutSince", {
                    at: format.dateTime(person.removedAtMs, { timeStyle: "short" }),
                    until: format.dateTime(person.untilMs, { timeStyle: "short" }),
                  })}
                </span>
              </span>
              <Button
                size="small"
                className="shrink-0 whitespace-nowrap"
                aria-label={text("allowAgainName", { name: nameOf(person) })}
                onClick={() => void allow(person)}
              >
                {text("allowAgain")}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
