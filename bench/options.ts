import { ownOptions } from "../scripts/options.ts";
import { parts } from "./parts.ts";

/** What this process was asked to measure. Ends it with the usage where that is asked for, and where a word is not known. */
export const benchOptions = () =>
  ownOptions({
    name: "bench",
    names: Object.keys(parts),
    // Leaves CPU profiles of each server (measured-process.ts).
    switches: ["profile"],
  });
