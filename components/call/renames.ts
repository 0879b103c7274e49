import { useEffect, useRef } from "react";
import type { ParticipantId } from "#protocol/ids.ts";
import type { ParticipantState } from "#protocol/room.ts";
import { useSession } from "./call-context.tsx";
import { useCall } from "./use-call.ts";

/** That somebody is called something else now. */
export interface Rename {
  readonly before: string;
  readonly name: string;
  readonly isSelf: boolean;
}

/** Tells of everybody whose name has changed while they were in sight. */
export function useRenames(tell: (renames: readonly Rename[]) => void): void {
  const session = useSession();
  const participants = useCall(({ room }) => room?.participants);
  const known = useRef(namesOf(participants ?? []));
  useEffect(() => {
    if (participants === undefined) return;
    const { self } = session.getSnapshot();
    const fresh = participants.flatMap(({ id, name }) => {
      const before = known.current.get(id);
      return before === undefined || before === name
        ? []
        : [{ before, name, isSelf: id === self?.id }];
    });
    known.current = namesOf(participants);
    if (fresh.length > 0) tell(fresh);
  }, [participants, session, tell]);
}

function namesOf(participants: readonly ParticipantState[]): ReadonlyMap<ParticipantId, string> {
  return new Map(participants.map(({ id, name }) => [id, name]));
}
