/**
 * Every fault of the laboratory once (`npm run lab` measures them properly), with long ones shortened as the titles say.
 * Targets are those of the laboratory, loosened: a test must fail by what is broken and not by a busy machine.
 */

import { expect, test } from "@playwright/test";
import { findTurnserver, howToInstall } from "#server/turn/own-coturn.ts";
import { judge, loosened, misses } from "../lab/figures.ts";
import { type Laboratory, LaboratoryError, openLaboratory } from "../lab/laboratory.ts";
import { rows } from "../lab/rows.ts";
import { findChromium } from "./network/network.ts";

const LOOSENED_BY = 3;
const TIMEOUT_MS = 120_000;

const coturnMissing = findTurnserver() === undefined ? howToInstall(process.platform) : undefined;

const faults = [
  [
    "cut-2",
    "[fault 11] a network that is gone for 2 s is owned up to, and pictures are back with it",
  ],
  ["cut-10", "[fault 12] a network that is gone for 10 s costs no more than those 10 s"],
  [
    "cut-40",
    "[fault 13] a network that is gone for 18 s (60 s in the laboratory) brings back the same tile, still muted",
  ],
  ["ip-change", "[fault 16] who moves to another network goes on talking from there"],
  ["pair-cut", "[fault 14] two who cannot reach each other any more go on through the relay"],
  ["udp-blocked", "[fault 19] where UDP is blocked during a call it goes on over TCP"],
  ["server-kill", "[fault 1] a killed server costs no frame, and has everyone back when it is"],
  [
    "browser-stopped",
    "[fault 31] a computer that sleeps for 15 s (5 min in the laboratory) is away, and back when it wakes",
  ],
] as const;

test.describe("a call through faults", () => {
  let laboratory: Laboratory | undefined;

  test.beforeAll(async () => {
    test.skip(coturnMissing !== undefined, coturnMissing);
    test.skip(findChromium() === undefined, "Chromium is not installed; apt-get install chromium");
    laboratory = await openLaboratory().catch((error: unknown) => {
      if (error instanceof LaboratoryError) test.skip(true, error.message);
      throw error;
    });
  });

  test.afterAll(() => laboratory?.close());

  for (const [name, title] of faults) {
    test(title, async ({}, testInfo) => {
      test.setTimeout(TIMEOUT_MS);
      const row = rows.find((one) => one.name === name);
      if (row === undefined || laboratory === undefined) throw new Error(`no row ${name}`);

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
