"use client";

import type { LinkHealth, StreamFigures } from "#call/stats/link-health.ts";
import { useText } from "#components/text/use-text.ts";
import { useFigures } from "./use-figures.ts";

/** Media in both directions, side by side. Rows of which nothing is known are left out. */
export function FlowTable({ name, health }: { name: string; health: LinkHealth }) {
  const text = useText("health");
  const figures = useFigures();
  const { incoming, outgoing } = health;
  const both = (read: (stream: StreamFigures) => string | null) =>
    [read(incoming), read(outgoing)] as const;
  const lipSync = () => {
    const ms = incoming.lipSyncMs;
    if (ms === null) return null;
    if (Math.abs(ms) < LIP_SYNC_UNNOTICED_MS) return text("lipSyncTogether");
    const time = figures.milliseconds(Math.abs(ms)) ?? "";
    return text(ms > 0 ? "lipSyncAhead" : "lipSyncBehind", { time });
  };
  const rows: readonly (readonly [string, string | null, string | null])[] = [
    [text("bitrate"), ...both(({ bitrateBps }) => figures.bitrate(bitrateBps))],
    [text("available"), null, figures.bitrate(outgoing.availableBps)],
    [text("lost"), ...both(({ lossRatio }) => figures.percent(lossRatio))],
    [text("picture"), ...both(({ width, height }) => figures.size(width, height))],
    [text("frameRate"), ...both(({ frameRate }) => figures.count(frameRate))],
    [
      text("codecs"),
      ...both(
        ({ audioCodec, videoCodec, width }) =>
          [audioCodec, width === null ? null : videoCodec].filter(Boolean).join(", ") || null,
      ),
    ],
    [text("jitter"), figures.milliseconds(incoming.jitterMs), null],
    [text("buffer"), figures.milliseconds(incoming.audioBufferMs), null],
    [text("concealed"), figures.percent(incoming.concealedRatio), null],
    [text("freezes"), figures.count(incoming.freezes), null],
    [text("lipSync"), lipSync(), null],
    [text("encode"), null, figures.milliseconds(outgoing.encodeMs)],
    [
      text("limitation"),
      null,
      outgoing.limitation === null ? null : text("limitedBy", { limitation: outgoing.limitation }),
    ],
  ];
  return (
    <table className="w-full text-small">
      <caption className="sr-only">{name}</caption>
      <thead>
        <tr className="text-muted">
          <th scope="col">
            <span className="sr-only">{text("figure")}</span>
          </th>
          <th scope="col" className="ps-2 text-end font-normal">
            {text("receiving")}
          </th>
          <th scope="col" className="ps-2 text-end font-normal">
            {text("sending")}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(
          ([label, received, sent]) =>
            (received !== null || sent !== null) && (
              <tr key={label}>
                <th scope="row" className="text-start align-top font-normal text-muted">
                  {label}
                </th>
                <td className="ps-2 text-end whitespace-nowrap tabular-nums">{received}</td>
                <td className="ps-2 text-end whitespace-nowrap tabular-nums">{sent}</td>
              </tr>
            ),
        )}
      </tbody>
    </table>
  );
}

/** Nobody sees less than this (ITU-R BT.1359-1: sound 45 ms early is the first to be noticed). */
const LIP_SYNC_UNNOTICED_MS = 45;
