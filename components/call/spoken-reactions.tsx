"use client";

import { useEffect, useState } from "react";
import { useText } from "#components/text/use-text.ts";
import { useSession } from "./call-context.tsx";
import { isolated } from "./isolated-name.ts";
import { batchReactions, type ReactionBatch } from "./reaction-batch.ts";
import { spokenReactions } from "./spoken-reactions-choice.ts";
import { useReactions, useSelected } from "./use-call.ts";

/** Reactions within this time become one announcement. */
const BATCH_MS = 1_000;
/** Who reads around the page later does not come across it any more. */
const KEPT_MS = 5_000;

/** Says what others feel, to those who want it said. To be drawn in a live region. */
export function SpokenReactions() {
  const isWanted = useSelected(spokenReactions, same);
  return isWanted ? <Announcement /> : null;
}

const same = (isOn: boolean) => isOn;

interface Said {
  /** Of the newest reaction in it. */
  readonly id: number;
  readonly batches: readonly ReactionBatch[];
}

function Announcement() {
  const sentence = useSentence();
  const session = useSession();
  const newest = useReactions((shown) => shown.at(-1)?.id ?? 0);
  // What rose before it was wanted is not said.
  const [said, setSaid] = useState<Said>({ id: newest, batches: [] });
  const isFresh = newest > said.id;
  useEffect(() => {
    if (!isFresh) return;
    const timer = setTimeout(() => {
      const { peers } = session.getSnapshot();
      const names = new Map(peers.map(({ participant: { id, name } }) => [id, name]));
      const shown = session.reactions.getSnapshot();
      setSaid((before) => ({
        id: shown.at(-1)?.id ?? before.id,
        batches: batchReactions(shown, before.id, names),
      }));
    }, BATCH_MS);
    return () => clearTimeout(timer);
  }, [isFresh, session]);
  useEffect(() => {
    if (said.batches.length === 0) return;
    const timer = setTimeout(() => setSaid(({ id }) => ({ id, batches: [] })), KEPT_MS);
    return () => clearTimeout(timer);
  }, [said]);
  if (said.batches.length === 0) return null;
  return (
    // New each time: the same sentence again is said again.
    <div key={said.id} className="sr-only">
      {said.batches.map((batch) => (
        <p key={batch.emoji}>{sentence(batch)}</p>
      ))}
    </div>
  );
}

function useSentence(): (batch: ReactionBatch) => string {
  const text = useText("stage");
  return ({ emoji, names, others }) => {
    const [first = "", second] = names.map(isolated);
    if (others > 0) return text("reactedMany", { first, others, emoji });
    return second === undefined
      ? text("reactedOne", { name: first, emoji })
      : text("reactedTwo", { first, second, emoji });
  };
}
