/** Tells the server how the links are: on change, at intervals, and at once after the seat was taken again. */

import type { LinkReport } from "#protocol/link.ts";

const REPORT_EVERY_MS = 5_000;

export interface LinkReporter {
  /** Something may have changed: reports if it did. */
  changed(): void;
  /** Reports in any case. */
  reportNow(): void;
  stop(): void;
}

/** Starts reporting until `stop()`. A report that is lost is followed by another. */
export function startLinkReporter(
  read: () => LinkReport,
  send: (report: LinkReport) => void,
): LinkReporter {
  let lastRoutes = "";

  const reportNow = () => {
    const report = read();
    lastRoutes = routesOf(report);
    send(report);
  };
  const timer = setInterval(reportNow, REPORT_EVERY_MS);

  return {
    reportNow,
    changed() {
      if (routesOf(read()) !== lastRoutes) reportNow();
    },
    stop: () => clearInterval(timer),
  };
}

/** Whether somebody is heard changes too often to report each change. */
function routesOf({ links }: LinkReport): string {
  return links.map(({ peer, route }) => `${peer} ${route}`).join();
}
