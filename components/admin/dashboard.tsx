import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import type { Acted } from "./acted.ts";
import { adminApi, type Refusal } from "./admin-api.ts";
import { AuditTable } from "./audit-table.tsx";
import { useIsolated } from "./isolated.ts";
import { Notices } from "./notices.tsx";
import { createOverviewPoll, type OverviewState } from "./overview-poll.ts";
import { PastCalls } from "./past-calls.tsx";
import { Ratings } from "./ratings.tsx";
import { useRefusalText } from "./refusal-text.ts";
import { RoomsTable } from "./rooms-table.tsx";
import { useTimeWords } from "./time-words.ts";

const stateColours = { starting: "text-muted", live: "text-good", stale: "text-fair" } as const;

/** Everything that a signed-in administrator sees. */
export function Dashboard({
  takesFocus,
  onSignedOut,
}: {
  /** Puts the focus on the title, since the form that had it is gone. */
  takesFocus: boolean;
  /** The session is over: by signing out, or (with `expired`) by itself. Must keep its identity. */
  onSignedOut: (options?: { expired: boolean }) => void;
}) {
  const text = useText("admin");
  const refusalText = useRefusalText();
  const [poll] = useState(() =>
    createOverviewPoll({
      load: adminApi.overview,
      onSignedOut: () => onSignedOut({ expired: true }),
    }),
  );
  const state = useSyncExternalStore(poll.subscribe, poll.getSnapshot, poll.getSnapshot);
  const [done, setDone] = useState<Acted | null>(null);
  const [problem, setProblem] = useState<Refusal | null>(null);
  const title = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    if (takesFocus) title.current?.focus();
  }, [takesFocus]);

  useEffect(() => {
    // A page that nobody sees asks nothing; when it is looked at again, its first question goes out at once.
    const follow = () => (document.visibilityState === "visible" ? poll.start() : poll.stop());
    follow();
    document.addEventListener("visibilitychange", follow);
    return () => {
      document.removeEventListener("visibilitychange", follow);
      poll.stop();
    };
  }, [poll]);

  async function signOut() {
    const answer = await adminApi.signOut();
    if (answer.ok || answer.kind === "signed-out") onSignedOut();
    else setProblem(answer);
  }

  function acted(what: Acted) {
    setDone(what);
    poll.refresh();
  }

  const { overview } = state;
  return (
    <div className="flex flex-col gap-8 pb-12">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <div>
          <h1
            ref={title}
            tabIndex={-1}
            className="font-semibold text-title tracking-tight outline-none"
          >
            {text("title")}
          </h1>
          <Summary state={state} />
        </div>
        <Button size="small" onClick={() => void signOut()}>
          {text("signOut")}
        </Button>
      </div>
      <Said done={done} />
      {problem !== null && (
        <p role="alert" className="text-danger">
          {refusalText(problem)}
        </p>
      )}
      {overview !== null && (
        <>
          <Notices relay={overview.relay} publicStun={overview.publicStun} />
          <RoomsTable rooms={overview.rooms} nowMs={overview.nowMs} onActed={acted} />
          <PastCalls
            nowMs={overview.nowMs}
            changed={overview.rooms.map((room) => `${room.code} ${room.sinceMs}`).join()}
            onSignedOut={onSignedOut}
          />
          <Ratings ratings={overview.ratings} nowMs={overview.nowMs} />
          <AuditTable audit={overview.audit} nowMs={overview.nowMs} />
        </>
      )}
    </div>
  );
}

/** For who does not see that the row is gone. */
function Said({ done }: { done: Acted | null }) {
  const text = useText("admin");
  const isolated = useIsolated();
  return (
    <p role="status" className="sr-only">
      {done?.what === "ended" && text("rooms.ended", { code: isolated(done.code) })}
      {done?.what === "removed" && text("people.removed", { name: isolated(done.name) })}
    </p>
  );
}

/** How much goes on, and whether what is shown is of now. */
function Summary({ state: { overview, state, updatedAtMs } }: { state: OverviewState }) {
  const text = useText("admin");
  const timeWords = useTimeWords();
  return (
    <p className="flex flex-wrap gap-x-3 text-small text-muted tabular-nums">
      <span role="status" className={`font-medium ${stateColours[state]}`}>
        {state === "stale" && updatedAtMs !== null
          ? text("state.staleSince", { time: timeWords(updatedAtMs, Date.now()) })
          : text(`state.${state}`)}
      </span>
      {overview !== null && (
        <span>
          {text("state.summary", {
            rooms: overview.rooms.length,
            people: overview.rooms.reduce((sum, room) => sum + room.people.length, 0),
          })}
        </span>
      )}
    </p>
  );
}
