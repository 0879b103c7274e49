import { Fragment, useEffect, useId, useState } from "react";
import { useText } from "#components/text/use-text.ts";
import { Problem } from "#components/ui/problem.tsx";
import type { PastCalls as PastCallList } from "#protocol/admin.ts";
import { adminApi, type Refusal } from "./admin-api.ts";
import { useIsolated } from "./isolated.ts";
import { useRefusalText } from "./refusal-text.ts";
import {
  Cell,
  ColumnHeader,
  EmptyRow,
  InnerTable,
  Names,
  OpenedRow,
  OpenerCell,
  RowHeader,
  SearchField,
  Section,
  Table,
} from "./table-parts.tsx";
import { useDurationWords, useTimeWords } from "./time-words.ts";

const COLUMNS = 5;
/** Long enough for a word to be typed without a question for each letter. */
const TYPING_PAUSE_MS = 250;

type Call = PastCallList["calls"][number];

/** Calls that have ended, from the database; asked for again whenever `changed` is another. */
export function PastCalls({
  nowMs,
  changed,
  onSignedOut,
}: {
  nowMs: number;
  /** Differs after anything that may have ended a call. */
  changed: string;
  onSignedOut: () => void;
}) {
  const text = useText("admin");
  const refusalText = useRefusalText();
  const timeWords = useTimeWords();
  const durationWords = useDurationWords();
  const isolated = useIsolated();
  const [search, setSearch] = useState("");
  const [calls, setCalls] = useState<readonly Call[] | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  const id = useId();

  // biome-ignore lint/correctness/useExhaustiveDependencies: `changed` stands for what the server knows
  useEffect(() => {
    const question = new AbortController();
    const timer = setTimeout(async () => {
      const answer = await adminApi.pastCalls(search.trim(), question.signal);
      if (question.signal.aborted) return;
      if (answer.ok) {
        setCalls(answer.value.calls);
        setRefusal(null);
      } else if (answer.kind === "signed-out") onSignedOut();
      else setRefusal(answer);
    }, TYPING_PAUSE_MS);
    return () => {
      clearTimeout(timer);
      question.abort();
    };
  }, [search, changed, onSignedOut]);

  return (
    <Section
      title={text("past.title")}
      aside={
        <SearchField
          label={text("past.search")}
          hint={text("past.searchHint")}
          value={search}
          onChange={setSearch}
        />
      }
    >
      {refusal !== null && <Problem>{refusalText(refusal)}</Problem>}
      <Table caption={text("past.caption")}>
        <thead>
          <tr>
            <ColumnHeader>{text("past.code")}</ColumnHeader>
            <ColumnHeader>{text("past.people")}</ColumnHeader>
            <ColumnHeader isNumber>{text("past.peak")}</ColumnHeader>
            <ColumnHeader isNumber>{text("past.started")}</ColumnHeader>
            <ColumnHeader isNumber>{text("past.lasted")}</ColumnHeader>
          </tr>
        </thead>
        <tbody>
          {(calls === null || calls.length === 0) && (
            <EmptyRow columns={COLUMNS}>{text(emptyKey(calls, search))}</EmptyRow>
          )}
          {calls?.map((call) => {
            const isOpen = open === call.id;
            const time = timeWords(call.startedAtMs, nowMs);
            return (
              <Fragment key={call.id}>
                <tr className="border-sunken border-t" data-call={call.id}>
                  <OpenerCell
                    label={text("past.open", { code: isolated(call.code), time })}
                    isOpen={isOpen}
                    controls={`${id}-${call.id}`}
                    onToggle={() => setOpen(isOpen ? null : call.id)}
                  >
                    <bdi className="tabular-nums">{call.code}</bdi>
                  </OpenerCell>
                  <Cell>
                    <Names of={call.people.map((person) => person.name)} />
                  </Cell>
                  <Cell isNumber>{call.peakPeople}</Cell>
                  <Cell isNumber>{time}</Cell>
                  <Cell isNumber>{durationWords(call.endedAtMs - call.startedAtMs)}</Cell>
                </tr>
                {isOpen && (
                  <OpenedRow id={`${id}-${call.id}`} columns={COLUMNS}>
                    <Participations call={call} nowMs={nowMs} />
                  </OpenedRow>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </Table>
    </Section>
  );
}

function emptyKey(calls: readonly Call[] | null, search: string) {
  if (calls === null) return "loading";
  return search.trim() === "" ? "past.none" : "past.noMatch";
}

function Participations({ call, nowMs }: { call: Call; nowMs: number }) {
  const text = useText("admin");
  const timeWords = useTimeWords();
  const isolated = useIsolated();
  return (
    <InnerTable caption={text("past.participants", { code: isolated(call.code) })}>
      <thead>
        <tr>
          <ColumnHeader>{text("people.name")}</ColumnHeader>
          <ColumnHeader>{text("people.browser")}</ColumnHeader>
          <ColumnHeader isNumber>{text("people.joined")}</ColumnHeader>
          <ColumnHeader isNumber>{text("past.left")}</ColumnHeader>
        </tr>
      </thead>
      <tbody>
        {call.people.map((person) => (
          <tr key={`${person.joinedAtMs} ${person.name}`} className="border-sunken border-t">
            <RowHeader>
              <Names of={[person.name]} />
            </RowHeader>
            <Cell>
              <span className="whitespace-nowrap">{person.browser}</span>
            </Cell>
            <Cell isNumber>{timeWords(person.joinedAtMs, nowMs)}</Cell>
            <Cell isNumber>
              {person.leftAtMs === null ? text("past.unknown") : timeWords(person.leftAtMs, nowMs)}
            </Cell>
          </tr>
        ))}
      </tbody>
    </InnerTable>
  );
}
