/**
 * The most important faults once more, with Ben in Firefox. It cannot be told to make a key frame: whoever sees Ben asks
 * him for one, which browsers do about two seconds after packets come again. So it has targets of its own.
 */

import type { Limits } from "../figures.ts";
import type { Row } from "../row.ts";
import { cuts } from "./cuts.ts";
import { servers } from "./servers.ts";

const BACK = { atMost: 3_000 };

/** What a row asks for where it asks for something else in Firefox. */
const ownTargets: Readonly<Record<string, Limits>> = {
  "cut-2": { backMs: BACK },
  "cut-10": { backMs: BACK },
  "cut-40": { backMs: BACK },
  "pair-cut": {},
  "udp-blocked": {},
  "server-kill": {},
};

export const firefox: readonly Row[] = [...cuts, ...servers].flatMap((row) => {
  const { [row.name]: own } = ownTargets;
  if (own === undefined) return [];
  return {
    ...row,
    name: `${row.name}-firefox`,
    title: `${row.title}; Ben has Firefox`,
    limits: { ...row.limits, ...own },
    laboratory: { ...row.laboratory, ben: "firefox" },
  };
});
