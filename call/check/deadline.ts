/** The end of one attempt. */

export interface Deadline {
  /** Aborts when the time is over, or when the outer signal does. */
  readonly signal: AbortSignal;
  /** Forgets the timer and the outer signal. Call it when the attempt is over. */
  clear(): void;
}

/** A signal for one attempt within a longer work. (`AbortSignal.any` is younger than some browsers we serve.) */
export function deadline(outer: AbortSignal, withinMs: number): Deadline {
  const controller = new AbortController();
  const end = () => controller.abort(outer.reason);
  const timer = setTimeout(
    () => controller.abort(new DOMException("too late", "TimeoutError")),
    withinMs,
  );
  if (outer.aborted) end();
  else outer.addEventListener("abort", end);
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer);
      outer.removeEventListener("abort", end);
    },
  };
}
