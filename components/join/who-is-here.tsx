"use client";

import { useCall } from "#components/call/use-call.ts";
import { useText } from "#components/text/use-text.ts";

/** Who is inside already, as far as the server tells somebody outside. */
export function WhoIsHere() {
  const text = useText("join");
  const names = useCall((state) => state.preview?.names ?? null);
  return (
    <p role="status" className="min-h-6 text-muted">
      {names === null ? text("looking") : sentence(text, names)}
    </p>
  );
}

function sentence(text: ReturnType<typeof useText<"join">>, names: readonly string[]): string {
  const [first, second] = names;
  if (first === undefined) return text("nobodyHere");
  if (second === undefined) return text("oneHere", { name: first });
  if (names.length === 2) return text("twoHere", { first, second });
  return text("manyHere", { first, second, others: names.length - 2 });
}
