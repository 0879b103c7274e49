"use client";

import { useSession } from "#components/call/call-context.tsx";
import { isolated } from "#components/call/isolated-name.ts";
import { useCall } from "#components/call/use-call.ts";
import { hostKeyOf } from "#components/rooms/remembered-rooms.ts";
import { useText } from "#components/text/use-text.ts";
import { optional } from "#components/ui/optional.tsx";

const RoomRules = optional(async () => (await import("./room-rules.tsx")).RoomRules);

/** Who is inside already, as far as the server tells somebody outside. */
export function WhoIsHere() {
  const text = useText("join");
  const names = useCall((state) => state.preview?.names ?? null);
  const lobby = useCall((state) => state.preview?.lobby ?? false);
  const hasRules = useCall(
    ({ may, preview }) => !may.microphone || !may.camera || preview?.startsMuted === true,
  );
  const { getSnapshot } = useSession();
  const awaitsHost = useCall((state) => state.preview?.awaitsHost ?? false);
  const hasPassword = useCall((state) => state.preview?.password ?? false);
  const waits = useCall(({ phase }) => phase.kind === "joining" && phase.waiting);
  const isForHost = awaitsHost && hostKeyOf(getSnapshot().code) === null;
  return (
    <div role="status" className="text-muted">
      {/* Whoever waits for the host reads it beside the form. */}
      {!(waits && isForHost) && (
        <p className="min-h-6">
          {names === null
            ? text("looking")
            : isForHost
              ? text("awaitsHost")
              : lobby
                ? text("lobby")
                : hasPassword
                  ? text("hasPassword")
                  : sentence(text, names)}
        </p>
      )}
      {hasRules && <RoomRules />}
      <Comfort />
    </div>
  );
}

/** What to expect of a meeting with so many people: told to who opened it, and to who would be one of too many. */
function Comfort() {
  const text = useText("join");
  const { getSnapshot } = useSession();
  const preview = useCall((state) => state.preview);
  if (preview === null || preview.comfortable >= preview.capacity) return null;
  const { names, comfortable, capacity } = preview;
  const number = names.length + 1;
  // Who is refused reads why, and who comes back to a full room has a seat there.
  if (number > capacity) return null;
  if (number > comfortable) return <p>{text("beyondComfort", { number, comfortable })}</p>;
  if (names.length > 0 || hostKeyOf(getSnapshot().code) === null) return null;
  return <p>{text("bestWith", { comfortable })}</p>;
}

function sentence(text: ReturnType<typeof useText<"join">>, names: readonly string[]): string {
  const [first, second] = names.map(isolated);
  if (first === undefined) return text("nobodyHere");
  if (second === undefined) return text("oneHere", { name: first });
  if (names.length === 2) return text("twoHere", { first, second });
  return text("manyHere", { first, second, others: names.length - 2 });
}
