import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { COMPACT } from "../components/call/use-is-compact.ts";

it("a window is compact to the styles when it is to the stage", () => {
  const styles = readFileSync(new URL("../app/globals.css", import.meta.url), "utf8");

  expect(styles).toContain(`@custom-variant compact {\n  @media ${COMPACT} {`);
});
