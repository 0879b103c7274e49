import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import websocketAlone from "./websocket-alone.cjs";

it("stands for a list of transports that is still made as it was", () => {
  const main = createRequire(import.meta.url).resolve("engine.io-client");
  const list = join(dirname(main), "../esm/transports/index.js");
  const source = readFileSync(list, "utf8");

  expect(source.match(/^export .*$/gm)).toEqual(["export const transports = {"]);
  expect(source).toContain('import { WS } from "./websocket.node.js";');
  expect(source).toContain("websocket: WS,");
  expect(websocketAlone()).not.toContain("polling");
});
