/** What one looks back on after a call: noted while it goes on, in this browser alone. Loaded by `stay-keeper.ts`. */

import type { ParticipantId } from "#protocol/ids.ts";
import type { Speaker } from "./active-speaker.ts";
import type { CallState, LevelState, StaySummary } from "./call-state.ts";
import { followConnection, NO_CONNECTION } from "./connection-time.ts";
import type { HealthState } from "./health-store.ts";
import type { ReadableStore } from "./store.ts";
import { followTalk, NOBODY_TALKED } from "./talk-time.ts";

/** What is noted, and by which clock. */
export interface StaySources {
  readonly call: ReadableStore<CallState>;
  readonly levels: ReadableStore<LevelState>;
  readonly health: ReadableStore<HealthState>;
  readonly nowMs: () => number;
}

export interface StayRecord {
  /** Everything until now, but the chat and the files, which are kept elsewhere. */
  summary(): Omit<StaySummary, "chat" | "files">;
  /** Notes nothing more. */
  stop(): void;
}

export function createStayRecord({ call, levels, health, nowMs }: StaySources): StayRecord {
  let talk = NOBODY_TALKED;
  let connection = NO_CONNECTION;
  let selfName = "";
  /** As each was called last, in the order in which they were first seen. */
  const names = new Map<ParticipantId, string>();

  const seePeople = () => {
    const { self, peers } = call.getSnapshot();
    if (self !== null) selfName = self.name;
    for (const { participant } of peers) names.set(participant.id, participant.name);
  };
  const hear = () => {
    talk = followTalk(talk, levels.getSnapshot(), nowMs());
  };
  const feel = () => {
    connection = followConnection(connection, health.getSnapshot().links, nowMs());
  };
  seePeople();
  hear();
  feel();
  const stops = [call.subscribe(seePeople), levels.subscribe(hear), health.subscribe(feel)];

  return {
    summary() {
      feel();
      const talkMs = (who: Speaker) => talk.spokenMs.get(who) ?? 0;
      return {
        people: [
          { name: selfName, isSelf: true, talkMs: talkMs("self") },
          ...[...names].map(([id, name]) => ({ name, isSelf: false, talkMs: talkMs(id) })),
        ],
        connection: { spentMs: connection.spentMs, reconnections: connection.reconnections },
      };
    },
    stop() {
      for (const stop of stops) stop();
    },
  };
}
