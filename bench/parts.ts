import { files } from "./files.ts";
import { join } from "./join.ts";
import { joins } from "./joins.ts";
import { memory } from "./memory.ts";
import type { Part } from "./part.ts";
import { relay } from "./relay.ts";
import { start } from "./start.ts";
import { weight } from "./weight.ts";

/** Every part of the benchmark, in the order in which they run. */
export const parts: Readonly<Record<string, Part>> = {
  weight,
  start,
  memory,
  relay,
  joins,
  join,
  files,
};
