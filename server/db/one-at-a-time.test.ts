import { expect, test } from "vitest";
import { oneAtATime } from "./one-at-a-time.ts";

test("work waits for the work before it, also where that fails", async () => {
  const order: string[] = [];
  const inTurn = oneAtATime();

  const failed = inTurn(async () => {
    order.push("first");
    await Promise.resolve();
    order.push("first over");
    throw new Error("no connection");
  });
  const second = inTurn(async () => {
    order.push("second");
    return 2;
  });

  await expect(failed).rejects.toThrow("no connection");
  await expect(second).resolves.toBe(2);
  expect(order).toEqual(["first", "first over", "second"]);
});
