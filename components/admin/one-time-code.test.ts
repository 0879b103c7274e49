import { expect, it } from "vitest";
import { codeInFragment } from "./one-time-code.ts";

it.each([
  ["#code=abc-_9", "abc-_9"],
  ["code=abc", "abc"],
  ["#content", null],
  ["#code=", null],
  ["#", null],
  ["", null],
])("reads %j as %j", (fragment, code) => {
  expect(codeInFragment(fragment)).toBe(code);
});
