import { ownOptions } from "../scripts/options.ts";
import { rows } from "./rows.ts";

/** What this process was asked to measure. Ends it with the usage where that is asked for, and where a word is not known. */
export const laboratoryOptions = () =>
  ownOptions({
    name: "lab",
    names: rows.map(({ name }) => name),
    // Shortens long waits; tells what every page recorded.
    switches: ["short", "story"],
  });
