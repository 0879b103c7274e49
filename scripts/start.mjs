/**
 * `npm start`: from a bare clone to a running server. Installs, generates and builds what is missing or stale, then
 * becomes the server: in this same process, so that nothing is started or held in memory twice.
 */

import { pathToFileURL } from "node:url";
import {
  buildIfStale,
  explainAndExit,
  generateClients,
  installDependencies,
  loadEnvironmentFile,
  requireNode,
  root,
} from "./prepare.mjs";

requireNode();
// Next and the configuration look for things where the process stands.
process.chdir(root);
try {
  await installDependencies();
  await generateClients();
  await buildIfStale();
  loadEnvironmentFile();
} catch (error) {
  explainAndExit(error);
}
// Next reads it when it is imported. (Its types call the variable read-only.)
Object.assign(process.env, { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" });
await import(pathToFileURL(`${root}/dist/server.mjs`).href);
