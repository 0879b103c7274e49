/**
 * `npm run dev`: the server straight from its sources, started anew when one of them changes; pages are compiled and
 * refreshed by Next. Nothing is built before.
 */

import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import {
  explainAndExit,
  generateClients,
  installDependencies,
  loadEnvironmentFile,
  requireNode,
  root,
} from "./prepare.mjs";

requireNode();
process.chdir(root);
try {
  await installDependencies();
  await generateClients();
  loadEnvironmentFile();
} catch (error) {
  explainAndExit(error);
}

const tsx = createRequire(import.meta.url).resolve("tsx/cli");
const server = spawn(
  process.execPath,
  [tsx, "watch", "--clear-screen=false", "server/main.ts", ...process.argv.slice(2)],
  {
    stdio: "inherit",
    env: { ...process.env, NODE_ENV: "development", NEXT_TELEMETRY_DISABLED: "1" },
  },
);
// Ctrl-C reaches the whole group by itself; these are for a signal sent to this process alone.
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
  process.on(signal, () => server.kill(signal));
}
server.on("exit", (code, signal) => {
  process.exitCode = signal === null ? (code ?? 0) : 0;
});
