"use client";

import type { ComponentType } from "react";
import { createPart, type Part } from "./part.ts";
import { usePart } from "./use-part.ts";

/**
 * A part that comes a moment after its screen. The screen goes on without it for as long as it cannot be loaded: while
 * the server is away, a call is not to end, or to be disturbed, for want of a notice.
 */
export function optional<P extends object>(
  load: () => Promise<ComponentType<P>>,
): ComponentType<P> {
  const part = createPart(load);
  return (props: P) => <Optional part={part} props={props} />;
}

function Optional<P extends object>({ part, props }: { part: Part<ComponentType<P>>; props: P }) {
  const { loaded: Loaded } = usePart(part);
  return Loaded === null ? null : <Loaded {...props} />;
}
