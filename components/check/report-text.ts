/** The report of a check as plain text, for whoever runs the network. */

import { type CheckState, shownState } from "#call/check/check-state.ts";
import { stepIds } from "#call/check/findings.ts";
import type { screenText } from "#components/text/server-text.ts";

/** Sentences of the check; in the browser and on the server alike. */
export type CheckText = ReturnType<typeof screenText<"check">>;

export interface ReportParts {
  readonly text: CheckText;
  readonly state: CheckState;
  /** Of this server, as the page was opened: `https://meet.example.org`. */
  readonly origin: string;
  /** As the browser names itself. */
  readonly browser: string;
  readonly date: Date;
}

/**
 * Date, browser, every step, and what the network must let through. Findings hold numbers alone, so nothing in it tells
 * the person's own addresses, devices or meetings; the addresses in it are the server's.
 */
export function writeReport({ text, state, origin, browser, date }: ReportParts): string {
  const steps = stepIds.map((id) => {
    const step = state.steps[id];
    return text("report.step", {
      name: text(`names.${id}`),
      state: text(`states.${shownState(step)}`),
      sentence:
        step.state === "found"
          ? text(`found.${step.finding.code}`, { ...step.finding.values })
          : "",
    }).trim();
  });
  const access = state.access.map(({ use, transport, port, host }) =>
    text(`report.${use}`, { transport, port: String(port), host }),
  );
  return [
    text("report.heading"),
    "",
    text("report.server", { origin }),
    text("report.date", { date: `${date.toISOString().slice(0, 16).replace("T", " ")} UTC` }),
    text("report.browser", { browser }),
    ...(state.verdict === null
      ? []
      : [
          text("report.result", {
            verdict: `${text(`verdict.${state.verdict.code}`)} ${text(`advice.${state.verdict.code}`)}`,
          }),
        ]),
    "",
    `${text("steps")}:`,
    ...steps.map((line) => `- ${line}`),
    "",
    `${text("report.needed")}:`,
    ...[...access, text("report.direct")].map((line) => `- ${line}`),
    "",
  ].join("\n");
}
