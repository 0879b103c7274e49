/** What somebody may write behind `npm run bench --` and `npm run lab --`. */

import { parseArgs } from "node:util";

export interface Options<Switch extends string> {
  /** Names of what is to be measured. */
  readonly only: readonly string[];
  /** How often each; null for its own number. */
  readonly runs: number | null;
  readonly switches: ReadonlySet<Switch>;
}

export interface Command<Switch extends string> {
  readonly name: string;
  /** Of all that it measures. */
  readonly names: readonly string[];
  /** What can be turned on by a word. */
  readonly switches: readonly Switch[];
}

/** Reads the words that came with a command; "help" where they ask for it, null where one of them is not known. */
export function readOptions<Switch extends string>(
  words: readonly string[],
  { names, switches }: Omit<Command<Switch>, "name">,
): Options<Switch> | "help" | null {
  const values = valuesOf(words, switches);
  if (values === null) return null;
  if (values["help"] === true) return "help";
  const { only: chosen, runs } = values;
  const only = typeof chosen === "string" ? chosen.split(",") : names;
  if (only.some((name) => !names.includes(name))) return null;
  if (typeof runs === "string" && !/^[1-9]\d{0,3}$/.test(runs)) return null;
  return {
    only,
    runs: typeof runs === "string" ? Number(runs) : null,
    switches: new Set(switches.filter((name) => values[name] === true)),
  };
}

/** Null where a word is no option, or lacks what belongs to it. */
function valuesOf(
  words: readonly string[],
  switches: readonly string[],
): Readonly<Record<string, unknown>> | null {
  const turnedOn = ["help", ...switches].map((name) => [name, { type: "boolean" }] as const);
  try {
    return parseArgs({
      args: [...words],
      options: {
        ...Object.fromEntries(turnedOn),
        only: { type: "string" },
        runs: { type: "string" },
      },
    }).values;
  } catch {
    return null;
  }
}

export function usage({ name, names, switches }: Command<string>): string {
  const turnedOn = switches.map((each) => ` [--${each}]`).join("");
  return `Usage: npm run ${name} -- [--only=name,name] [--runs=number from 1]${turnedOn} [--help]\nNames: ${names.join(", ")}`;
}

/** The options of this process. Ends it with the usage where that is asked for, and where a word is not known. */
export function ownOptions<Switch extends string>(command: Command<Switch>): Options<Switch> {
  const options = readOptions(process.argv.slice(2), command);
  if (options !== null && options !== "help") return options;
  if (options === "help") console.log(usage(command));
  else console.error(usage(command));
  process.exit(options === "help" ? 0 : 2);
}
