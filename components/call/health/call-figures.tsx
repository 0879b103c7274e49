"use client";

import { type ReactNode, useEffect, useRef } from "react";
import type { PeerView } from "#call/call-state.ts";
import type { HealthState } from "#call/health-store.ts";
import type { LinkHealth } from "#call/stats/link-health.ts";
import { worst } from "#call/stats/qualities.ts";
import { isolated } from "#components/call/isolated-name.ts";
import { useText } from "#components/text/use-text.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import { useBlameWords } from "./blame-words.ts";
import { Chart } from "./chart.tsx";
import { CopyReport } from "./copy-report.tsx";
import { FlowTable } from "./flow-table.tsx";
import { Bars, qualityOf, useQualityWords } from "./quality-words.tsx";
import { useFigures } from "./use-figures.ts";

type Shown = { readonly id: ParticipantId; readonly name: string; readonly health: LinkHealth };

/** What is known of all links, in words first, then in figures: overall, and of each person. */
export function CallFigures({
  health,
  peers,
  at,
}: {
  health: HealthState;
  peers: readonly PeerView[];
  /** The person to begin at; null for all. */
  at: ParticipantId | null;
}) {
  const text = useText("health");
  const shown = peers.flatMap(({ participant: { id, name } }): Shown[] => {
    const link = health.links.get(id);
    return link === undefined ? [] : [{ id, name: isolated(name), health: link }];
  });
  if (shown.length === 0) return <p className="text-muted">{text("alone")}</p>;
  return (
    <>
      <Verdict health={health} shown={shown} />
      <Overall shown={shown} />
      {shown.map((person) => (
        <Person key={person.id} person={person} isWanted={person.id === at} />
      ))}
      <CopyReport health={health} people={shown.map(({ id }) => id)} />
    </>
  );
}

/** The one sentence that matters. */
function Verdict({ health, shown }: { health: HealthState; shown: readonly Shown[] }) {
  const text = useText("health");
  const blameWords = useBlameWords();
  const nameOf = (id: string) => shown.find((person) => person.id === id)?.name ?? null;
  const blamed = health.blame === null ? null : blameWords(health.blame, nameOf);
  const quality = worst(shown.map((person) => qualityOf(person.health) ?? "good"));
  const general = {
    good: "allGood",
    fair: "someFair",
    poor: "somePoor",
    lost: "somePoor",
  } as const;
  return <p role="status">{blamed ?? text(general[quality])}</p>;
}

function Overall({ shown }: { shown: readonly Shown[] }) {
  const text = useText("health");
  const figures = useFigures();
  const links = shown.map(({ health }) => health);
  const sum = (read: (health: LinkHealth) => number | null) =>
    links
      .map(read)
      .reduce<number | null>((all, one) => (one === null ? all : (all ?? 0) + one), null);
  const most = (read: (health: LinkHealth) => number | null) => {
    const known = links.map(read).filter((figure) => figure !== null);
    return known.length === 0 ? null : Math.max(...known);
  };
  return (
    <section aria-label={text("overall")}>
      <Facts
        facts={[
          [text("receiving"), figures.bitrate(sum(({ incoming }) => incoming.bitrateBps))],
          [text("sending"), figures.bitrate(sum(({ outgoing }) => outgoing.bitrateBps))],
          [text("slowest"), figures.milliseconds(most(({ rttMs }) => rttMs))],
          [text("mostLost"), figures.percent(most(({ incoming }) => incoming.lossRatio))],
          [text("people"), figures.count(links.length)],
          [
            text("relayedPeople"),
            figures.count(links.filter(({ relayed }) => relayed === true).length),
          ],
        ]}
      />
    </section>
  );
}

function Person({ person, isWanted }: { person: Shown; isWanted: boolean }) {
  const { id, name, health } = person;
  const text = useText("health");
  const figures = useFigures();
  const words = useQualityWords(id, name);
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isWanted) element.current?.scrollIntoView({ block: "start" });
  }, [isWanted]);
  const quality = qualityOf(health);
  const { history, restarts } = health;
  const fault = health.faults.at(-1);
  return (
    <section
      ref={element}
      aria-label={person.name}
      className="flex scroll-mt-14 flex-col gap-3 border-t border-line/40 pt-4"
    >
      <header>
        <h3 className="flex items-center gap-2 font-semibold">
          {quality !== null && <Bars quality={quality} />}
          <span dir="auto" className="truncate">
            {name}
          </span>
        </h3>
        <p className="text-small text-muted">{words}</p>
      </header>
      <div className="grid grid-cols-2 gap-x-4 gap-y-2">
        <Chart label={text("roundTrip")} values={history.rttMs} format={figures.milliseconds} />
        <Chart label={text("lost")} values={history.lossRatio} format={figures.percent} />
        <Chart label={text("receiving")} values={history.incomingBps} format={figures.bitrate} />
        <Chart label={text("sending")} values={history.outgoingBps} format={figures.bitrate} />
      </div>
      <FlowTable name={name} health={health} />
      <Facts
        facts={[
          [
            text("roundTrip"),
            health.rttMs !== null && health.rttJitterMs !== null
              ? text("roundTripVaries", {
                  roundTrip: figures.milliseconds(health.rttMs) ?? "",
                  jitter: figures.milliseconds(health.rttJitterMs) ?? "",
                })
              : figures.milliseconds(health.rttMs),
          ],
          [text("beatsLost"), figures.percent(health.beatLossRatio)],
          [
            text("route"),
            health.path === null
              ? null
              : figures.route(health.path, { relayed: health.relayed, name }),
          ],
          [text("restarts"), text("restartsCounted", restarts)],
          [
            text("lastFault"),
            fault === undefined
              ? null
              : text(fault.healMs === null ? "faultLasting" : "faultHealed", {
                  detect: figures.seconds(fault.detectMs) ?? "",
                  heal: figures.seconds(fault.healMs) ?? "",
                }),
          ],
          [
            text("mappings"),
            health.mappingChanges === 0 ? null : figures.count(health.mappingChanges),
          ],
        ]}
      />
    </section>
  );
}

/** Pairs of a name and a figure; those of which nothing is known are left out. */
function Facts({ facts }: { facts: readonly (readonly [ReactNode & string, string | null])[] }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5 text-small">
      {facts.map(
        ([name, figure]) =>
          figure !== null && (
            <div key={name} className="col-span-2 grid grid-cols-subgrid">
              <dt className="text-muted">{name}</dt>
              <dd className="text-end tabular-nums">{figure}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
