"use client";

import type { Path } from "#call/stats/link-sample.ts";
import { useText } from "#components/text/use-text.ts";

/** Figures as people read them: rounded to what they mean, with their unit. Null becomes null, or a word where told. */
export function useFigures() {
  const text = useText("health");
  const orNull =
    (format: (figure: number) => string) =>
    (figure: number | null): string | null =>
      figure === null ? null : format(figure);
  return {
    milliseconds: orNull((ms) => text("milliseconds", { value: Math.round(ms) })),
    /** Times of faults: tenths of seconds, since people count in seconds. */
    seconds: orNull((ms) => text("seconds", { value: rounded(ms / 1_000, 1) })),
    percent: orNull((ratio) => text("percent", { value: rounded(ratio * 100, 1) })),
    bitrate: orNull((bps) =>
      bps < 1_000_000
        ? text("kilobits", { value: Math.round(bps / 1_000) })
        : text("megabits", { value: rounded(bps / 1_000_000, 1) }),
    ),
    count: orNull((figure) => String(Math.round(figure))),
    size: (width: number | null, height: number | null) =>
      width === null || height === null ? null : text("size", { width, height }),
    route: (path: Path, { relayed, name }: { relayed: boolean | null; name: string }) => {
      const protocol = (path.relayProtocol ?? path.protocol ?? "").toUpperCase();
      if (relayed) return text("routeRelay", { protocol });
      // A relay of the other end: its address is all that this end sees of it.
      if (path.remote === "relay") return text("routeTheirRelay", { name, protocol });
      const local = path.local === "host" && path.remote === "host";
      return text(local ? "routeLocal" : "routeDirect", { protocol });
    },
  };
}

function rounded(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}
