/**
 * Every fault of the laboratory once (`npm run lab` measures them properly), with long ones shortened as the titles say.
 * Targets are those of the laboratory, loosened: a test must fail by what is broken and not by a busy machine.
 */

import { expect, test } from "@playwright/test";
import { findTurnserver, howToInstall } from "#server/turn/own-coturn.ts";
import { judge, loosened, misses } from "../lab/figures.ts";
import { type Laboratory, LaboratoryError, openLaboratory } from "../lab/laboratory.ts";
import type { Row } from "../lab/row.ts";
import { rows } from "../lab/rows.ts";
import { findChromium } from "./network/network.ts";

const LOOSENED_BY = 6;
const TIMEOUT_MS = 120_000;

const coturnMissing = findTurnserver() === undefined ? howToInstall(process.platform) : undefined;

const faults = [
  ["cut-10", "[fault 12] a network that is gone for 10 s costs no more than those 10 s"],
  [
    "cut-40",
    "[fault 13] a network that is gone for 18 s (60 s in the laboratory) brings back the same tile, still muted",
  ],
  ["pair-cut", "[fault 14] two who cannot reach each other any more go on through the relay"],
  ["one-way-cut", "[fault 15] two of whom only one reaches the other go on through the relay"],
  ["ip-change", "[fault 16] who moves to another network goes on talking from there"],
  [
    "nat-rebinding",
    "[fault 17] a NAT that forgets its mappings holds pictures up no longer than a moment",
  ],
  [
    "udp-blocked-start",
    "[fault 18] where UDP is blocked from the start, people meet over TCP at once",
  ],
  ["udp-blocked", "[fault 19] where UDP is blocked during a call it goes on over TCP"],
  ["relay-kill", "[fault 20] a call through a relay that is killed goes on when the relay is back"],
  ["server-kill", "[fault 1] a killed server costs no frame, and has everyone back when it is"],
  [
    "server-gone",
    "[fault 2] without a server for 20 s (2 min in the laboratory) a call goes on, and can be left",
  ],
  ["peer-kill", "[fault 3] who is gone while the server is away is gone when it is back"],
  ["server-stopped", "[fault 37] a server that stands still for 3 s goes unnoticed"],
  ["credentials-end", "[fault 21] a call turns to the relay with credentials that were renewed"],
  [
    "loss-20",
    "[fault 22] a line that loses a fifth for 8 s (20 s in the laboratory) is heard all the same",
  ],
  ["rtt-300", "[fault 23] people far away meet without waiting, and nobody is called disconnected"],
  [
    "rate-150",
    "[fault 24] a line of 150 kbit/s for 8 s (20 s in the laboratory) carries the voice and a small picture",
  ],
  [
    "jitter",
    "[fault 25] a line that reorders and repeats for 8 s (20 s in the laboratory) is not called disconnected",
  ],
  [
    "signals-unruly",
    "[fault 26] signals late, twice and out of order lead to one connection all the same",
  ],
  ["glare", "[fault 27] offers that meet 10 times (200 times in the laboratory) lose nothing"],
  [
    "tab-hidden",
    "[fault 30] a tab that is hidden for 20 s (10 min in the laboratory) on a slow computer stays in the call",
  ],
  [
    "browser-stopped",
    "[fault 31] a computer that sleeps for 15 s (5 min in the laboratory) is away, and back when it wakes",
  ],
] as const;

async function open(row: Row): Promise<Laboratory> {
  try {
    return await openLaboratory({ ...row.laboratory, short: true });
  } catch (error) {
    if (error instanceof LaboratoryError) test.skip(true, error.message);
    throw error;
  }
}

test.describe("a call through faults", () => {
  /** For rows that ask for nothing special. */
  let shared: Laboratory | undefined;
  let own: Laboratory | undefined;

  test.beforeAll(() => {
    test.skip(coturnMissing !== undefined, coturnMissing);
    test.skip(findChromium() === undefined, "Chromium is not installed; apt-get install chromium");
  });

  test.afterEach(async () => {
    await own?.close();
    own = undefined;
  });

  test.afterAll(() => shared?.close());

  for (const [name, title] of faults) {
    test(title, async ({}, testInfo) => {
      test.setTimeout(TIMEOUT_MS);
      const row = rows.find((one) => one.name === name);
      if (row === undefined) throw new Error(`no row ${name}`);
      if (row.laboratory === undefined) shared ??= await open(row);
      else {
        // Its call would go on meanwhile, and take the processors from this one.
        await shared?.close();
        shared = undefined;
        own = await open(row);
      }
      const laboratory = own ?? shared;
      if (laboratory === undefined) throw new Error("no laboratory");

      const outcome = await row.run(laboratory, { short: true });

      const missed = misses(judge([outcome], loosened(row.limits, LOOSENED_BY)));
      if (missed.length > 0) {
        const body = (await laboratory.story()).join("\n");
        await testInfo.attach("what happened", { body, contentType: "text/plain" });
      }
      expect(missed).toEqual([]);
    });
  }
});
