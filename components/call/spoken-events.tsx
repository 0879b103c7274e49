"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import { useText } from "#components/text/use-text.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import { useSession } from "./call-context.tsx";
import { useStage, useStageStore } from "./call-view.tsx";
import { fewNames } from "./few-names.ts";
import { handQueue, raisedSince } from "./hand-queue.ts";
import { isolated } from "./isolated-name.ts";
import { type Pin, pinsInForce } from "./pins.ts";
import { personKey, screenKey, type TileKey } from "./stage-arrangement.ts";
import { useCall } from "./use-call.ts";

/** Hands that go up within this time become one announcement. */
const BATCH_MS = 1_000;
/** Who reads around the page later does not come across it any more. */
const KEPT_MS = 5_000;

/** What everybody sees happen, for those who listen: hands, pins, and that the own connection is back. */
export function SpokenEvents() {
  const hands = useSaid(useRaisedHands);
  const pins = useSaid(usePinChanges);
  const back = useSaid(useConnectionBack);
  return (
    <>
      <div role="status" className="sr-only">
        {hands}
        {pins}
      </div>
      {/* That it is lost stands at the top of the call, and is said as soon. */}
      <div role="alert" className="sr-only">
        {back}
      </div>
    </>
  );
}

type Say = (sentence: string) => void;

/** The latest sentence, for a while. */
function useSaid(useEvents: (say: Say) => void): ReactNode {
  const [said, setSaid] = useState<{ readonly number: number; readonly sentence: string } | null>(
    null,
  );
  const [say] = useState<Say>(
    () => (sentence: string) =>
      setSaid((before) => ({ number: (before?.number ?? 0) + 1, sentence })),
  );
  useEvents(say);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), KEPT_MS);
    return () => clearTimeout(timer);
  }, [said]);
  // New each time: the same sentence again is said again.
  return said === null ? null : <p key={said.number}>{said.sentence}</p>;
}

function useRaisedHands(say: Say): void {
  const text = useText("stage");
  const session = useSession();
  const participants = useCall(({ room }) => room?.participants);
  const raised = participants === undefined ? [] : handQueue(participants).map(({ id }) => id);
  const up = raised.join(" ");
  // Who had it up before is in the list of people.
  const known = useRef<ReadonlySet<ParticipantId>>(new Set(raised));
  useEffect(() => {
    if (up === [...known.current].join(" ")) return;
    const timer = setTimeout(() => {
      const { room, self } = session.getSnapshot();
      const now = room?.participants ?? [];
      const { names, others } = fewNames(
        raisedSince(known.current, now, self?.id).map(({ name }) => isolated(name)),
      );
      known.current = new Set(handQueue(now).map(({ id }) => id));
      const [first, second] = names;
      if (first === undefined) return;
      if (others > 0) say(text("raisedMany", { first, others }));
      else if (second === undefined) say(text("raisedOne", { name: first }));
      else say(text("raisedTwo", { first, second }));
    }, BATCH_MS);
    return () => clearTimeout(timer);
  }, [up, session, say, text]);
}

function usePinChanges(say: Say): void {
  const text = useText("stage");
  const session = useSession();
  const stage = useStageStore();
  const pins = useStage((chosen) => chosen.pins);
  const before = useRef<readonly Pin[]>(pins);
  useEffect(() => {
    const { peers, self } = session.getSnapshot();
    const { sharing } = stage.getSnapshot();
    const [then, now] = [pinsInForce(before.current, sharing), pinsInForce(pins, sharing)];
    before.current = pins;
    const names = new Map<TileKey, string>(
      peers.flatMap(({ participant: { id, name } }) => [
        [personKey(id), name],
        [screenKey(id), text("screenOf", { name })],
      ]),
    );
    if (self !== null) names.set(personKey(self.id), self.name);
    const sentence = (key: "pinned" | "unpinned", tiles: readonly TileKey[]) =>
      tiles.flatMap((tile) => {
        const name = names.get(tile);
        return name === undefined ? [] : [text(key, { name: isolated(name) })];
      });
    const said = [
      ...sentence(
        "unpinned",
        then.filter((tile) => !now.includes(tile)),
      ),
      ...sentence(
        "pinned",
        now.filter((tile) => !then.includes(tile)),
      ),
    ];
    if (said.length > 0) say(said.join(" "));
  }, [pins, session, stage, say, text]);
}

function useConnectionBack(say: Say): void {
  const text = useText("call");
  const signaling = useCall((state) => state.signaling);
  const wasAway = useRef(signaling === "offline");
  useEffect(() => {
    if (signaling === "offline") wasAway.current = true;
    if (signaling !== "online" || !wasAway.current) return;
    wasAway.current = false;
    say(text("connectionBack"));
  }, [signaling, say, text]);
}
