"use client";

import { useSession } from "#components/call/call-context.tsx";
import { isolated } from "#components/call/isolated-name.ts";
import { useCall } from "#components/call/use-call.ts";
import { hostKeyOf } from "#components/rooms/remembered-rooms.ts";
import { useText } from "#components/text/use-text.ts";

/** Who is inside already, as far as the server tells somebody outside. */
export function WhoIsHere() {
  const text = useText("join");
  const names = useCall((state) => state.preview?.names ?? null);
  const lobby = useCall((state) => state.preview?.lobby ?? false);
  return (
    <div role="status" className="text-muted">
      <p className="min-h-6">
        {names === null ? text("looking") : lobby ? text("lobby") : sentence(text, names)}
      </p>
      <Rules />
      <Comfort />
    </div>
  );
}

/** What whoever opened the meeting has set for guests, as far as it concerns what is shown here. */
function Rules() {
  const text = useText("join");
  const moderation = useText("moderation");
  const may = useCall((state) => state.may);
  const { getSnapshot } = useSession();
  const startsMuted = useCall((state) => state.preview?.startsMuted ?? false);
  const isMuted = startsMuted && may.microphone && hostKeyOf(getSnapshot().code) === null;
  return (
    <>
      {!may.microphone && <p>{moderation("notPermitted", { what: "microphone" })}</p>}
      {!may.camera && <p>{moderation("notPermitted", { what: "camera" })}</p>}
      {isMuted && <p>{text("startsMuted")}</p>}
    </>
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
