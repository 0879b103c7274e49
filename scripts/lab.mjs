/**
 * `npm run lab`: makes what is missing or stale as `npm start` does, bundles the laboratory, and runs it.
 * `--only=cut-10,server-kill` runs some rows, `--runs=3` each as often, `--short` shortens long waits.
 */

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  buildIfStale,
  explainAndExit,
  generateClients,
  installDependencies,
  requireNode,
  root,
} from "./prepare.mjs";
import { installBrowser, installSystemParts } from "./system-parts.mjs";

requireNode();
process.chdir(root);
const outdir = join(root, ".cache/lab");
try {
  await installDependencies();
  await generateClients();
  await bundle();
  // Nobody waits for a build to be told of a misspelled option.
  const { laboratoryOptions } = await import(pathToFileURL(join(outdir, "options.mjs")).href);
  laboratoryOptions();
  installSystemParts(console.log);
  installBrowser(console.log);
  await buildIfStale();
} catch (error) {
  explainAndExit(error);
}
const laboratory = spawn(
  process.execPath,
  ["--enable-source-maps", join(outdir, "main.mjs"), ...process.argv.slice(2)],
  { stdio: "inherit" },
);
// It takes its networks down when it is told to stop; who told only this process means both.
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"]))
  process.on(signal, () => laboratory.kill(signal));
laboratory.on("exit", (code) => {
  process.exitCode = code ?? 1;
});

/** Packages stay in node_modules. Functions for pages must not refer to anything outside, so nothing is added to them. */
async function bundle() {
  const { build } = await import("esbuild");
  await build({
    absWorkingDir: root,
    entryPoints: ["lab/main.ts", "lab/options.ts"],
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "es2022",
    packages: "external",
    sourcemap: "inline",
    logLevel: "silent",
    plugins: [{ name: "own-modules", setup: readOwnModules }],
  });
}

/**
 * "#…" are our own folders although they look like packages, and modules find files beside their source.
 * @param {import("esbuild").PluginBuild} build
 */
function readOwnModules(build) {
  build.onResolve({ filter: /^#/ }, ({ path }) => ({ path: join(root, path.slice(1)) }));
  build.onLoad({ filter: /\/(?:e2e|lab)\/.*\.ts$/ }, ({ path }) => ({
    contents: readFileSync(path, "utf8").replaceAll(
      "import.meta.url",
      JSON.stringify(pathToFileURL(path).href),
    ),
    loader: "ts",
  }));
}
