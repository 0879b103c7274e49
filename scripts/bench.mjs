/**
 * `npm run bench`: makes what is missing or stale as `npm start` does, bundles the benchmark's own programs, and runs
 * it. `--only=join,relay` runs some parts, `--runs=3` shortens or lengthens each.
 */

import { spawnSync } from "node:child_process";
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

requireNode();
process.chdir(root);
const outdir = join(root, ".cache/bench");
try {
  await installDependencies();
  await generateClients();
  await bundlePrograms();
  // Nobody waits for a build to be told of a misspelled option.
  const { benchOptions } = await import(pathToFileURL(join(outdir, "options.mjs")).href);
  benchOptions();
  await buildIfStale();
} catch (error) {
  explainAndExit(error);
}
const { status } = spawnSync(
  process.execPath,
  [join(outdir, "main.mjs"), ...process.argv.slice(2)],
  { stdio: "inherit" },
);
process.exitCode = status ?? 1;

/** Those for Node leave packages in node_modules; the page for a browser has everything in it. */
async function bundlePrograms() {
  const { build } = await import("esbuild");
  /** @type {import("esbuild").BuildOptions} */
  const common = {
    absWorkingDir: root,
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    target: "es2022",
    logLevel: "silent",
  };
  const programs = ["main", "options", "load", "minimal-relay", "ws-relay", "self-report"];
  await build({
    ...common,
    entryPoints: programs.map((name) => `bench/${name}.ts`),
    platform: "node",
    packages: "external",
    // "#…" are our own folders although they look like packages.
    plugins: [{ name: "own-imports", setup: resolveOwnImports }],
  });
  await build({
    ...common,
    entryPoints: ["bench/bare-page.ts"],
    platform: "browser",
    minify: true,
  });
}

/** @param {import("esbuild").PluginBuild} build */
function resolveOwnImports(build) {
  build.onResolve({ filter: /^#/ }, ({ path }) => ({ path: join(root, path.slice(1)) }));
}
