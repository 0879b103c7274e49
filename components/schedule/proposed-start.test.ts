import { expect, it } from "vitest";
import { proposedStartMs } from "./proposed-start.ts";

it("a meeting is proposed for the next full hour", () => {
  expect(new Date(proposedStartMs(Date.UTC(2026, 10, 22, 18, 43, 31))).toISOString()).toBe(
    "2026-11-22T19:00:00.000Z",
  );
  expect(proposedStartMs(Date.UTC(2026, 0, 1, 9))).toBe(Date.UTC(2026, 0, 1, 10));
});
