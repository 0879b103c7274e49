import type { Row } from "./row.ts";
import { cuts } from "./rows/cuts.ts";
import { firefox } from "./rows/firefox.ts";
import { lines } from "./rows/lines.ts";
import { people } from "./rows/people.ts";
import { servers } from "./rows/servers.ts";
import { signals } from "./rows/signals.ts";

/** Every row of the laboratory, in the order in which they run and are reported. */
export const rows: readonly Row[] = [
  ...cuts,
  ...servers,
  ...signals,
  ...lines,
  ...people,
  ...firefox,
];
