import type { Row } from "./row.ts";
import { cuts } from "./rows/cuts.ts";
import { servers } from "./rows/servers.ts";

/** Every row of the laboratory, in the order in which they run and are reported. */
export const rows: readonly Row[] = [...cuts, ...servers];
