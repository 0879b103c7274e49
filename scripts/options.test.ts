import { describe, expect, it } from "vitest";
import { readOptions, usage } from "./options.ts";

const command = { name: "lab", names: ["cut-10", "server-kill"], switches: ["short"] } as const;
const read = (...words: readonly string[]) => readOptions(words, command);

describe("the options of a measuring command", () => {
  it("are everything, as often as usual, where nobody says anything", () => {
    expect(read()).toEqual({ only: command.names, runs: null, switches: new Set() });
  });

  it("name what is measured, how often and how", () => {
    expect(read("--only=server-kill,cut-10", "--runs=3", "--short")).toEqual({
      only: ["server-kill", "cut-10"],
      runs: 3,
      switches: new Set(["short"]),
    });
  });

  it("ask for the usage, whatever else they say", () => {
    expect(read("--help")).toBe("help");
    expect(read("--runs=3", "--help")).toBe("help");
  });

  it.each([
    [["--onyl=cut-10"]],
    [["--only=cut-11"]],
    [["--only="]],
    [["--only"]],
    [["--runs=0"]],
    [["--runs=many"]],
    [["--short=yes"]],
    [["--quick"]],
    [["cut-10"]],
    [["-x"]],
  ])("are not %j", (words) => {
    expect(read(...words)).toBeNull();
  });

  it("are all told by the usage", () => {
    expect(usage(command)).toBe(
      "Usage: npm run lab -- [--only=name,name] [--runs=number from 1] [--short] [--help]\nNames: cut-10, server-kill",
    );
  });
});
