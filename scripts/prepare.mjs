/**
 * What must be there before Rondo can run, made only where it is missing or stale: dependencies, Prisma clients, the
 * build. Plain Node without dependencies, since the first step is to install them. Shared by start, dev and test.
 */

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { staleness } from "./staleness.mjs";

/** The directory of package.json. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const require = createRequire(import.meta.url);
const databaseKinds = /** @type {const} */ (["sqlite", "postgresql"]);

/** A step failed in a way the person at the terminal can mend; the message says how. */
export class PrepareError extends Error {
  /** @override */
  name = "PrepareError";
}

/** Ends the process with a sentence where Node is too old for the code that follows. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(
    `Rondo needs Node.js 20.19 or newer; this is ${process.versions.node}. Get one from https://nodejs.org.`,
  );
  process.exit(1);
}

/**
 * Ends the process: with a sentence where a person can mend it, with the whole error where not.
 * @param {unknown} error
 * @returns {never}
 */
export function explainAndExit(error) {
  console.error(error instanceof PrepareError ? `Rondo did not start.\n${error.message}` : error);
  process.exit(1);
}

/** Reads `.env` of the project, if there is one; what the environment has already wins. Throws `PrepareError`. */
export function loadEnvironmentFile() {
  const file = join(root, ".env");
  if (!existsSync(file)) return;
  try {
    process.loadEnvFile(file);
  } catch (error) {
    throw new PrepareError(
      `The file .env could not be read: ${error instanceof Error ? error.message : error}. ` +
        "It holds lines like PORT=3000; see .env.example.",
      { cause: error },
    );
  }
}

/** @param {string} line what is being done, for the person at the terminal */
function say(line) {
  console.log(line);
}

/**
 * Runs a program of Node's to its end and shows its output only if it fails.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, show?: boolean }} [options]
 * @returns {Promise<void>}
 */
function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: options.env ?? process.env,
      stdio: options.show ? "inherit" : ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout?.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr?.on("data", (chunk) => {
      output += chunk;
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${output}\n(exit ${code ?? signal})`));
    });
  });
}

/** Installs the locked dependencies where they are missing or not those of package-lock.json. */
export async function installDependencies() {
  const step = staleness({
    root,
    stamp: "node_modules/.rondo-lock",
    sources: ["package.json", "package-lock.json"],
    products: ["node_modules/next/package.json", "node_modules/prisma/package.json"],
  });
  if (step.isFresh()) return;
  // Dependencies that somebody installed with npm itself: npm's own record names what it put there.
  if (isInstalledByNpm()) {
    step.remember(step.contentHash());
    return;
  }
  say("Installing dependencies… (once; about a minute)");
  const content = step.contentHash();
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  try {
    // The build needs what package.json calls development dependencies, also where NODE_ENV says production.
    await run(
      npm,
      ["ci", "--ignore-scripts", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"],
      {
        show: true,
        env: npmEnvironment(),
      },
    );
  } catch (error) {
    throw new PrepareError(
      "The dependencies could not be installed (npm's own words are above). Check the connection to the npm " +
        "registry and the free space on the disk, then run the same command again.",
      { cause: error },
    );
  }
  step.remember(content);
}

/** Every package of the lock file that is needed here stands in npm's record with the same version. */
function isInstalledByNpm() {
  try {
    /** @typedef {{ packages: Record<string, { version?: string, integrity?: string, optional?: boolean }> }} Lock */
    /** @type {Lock} */
    const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
    /** @type {Lock} */
    const present = JSON.parse(readFileSync(join(root, "node_modules/.package-lock.json"), "utf8"));
    return Object.entries(wanted.packages).every(([path, entry]) => {
      if (path === "") return true;
      const found = present.packages[path];
      // Optional packages are for other systems' processors.
      if (found === undefined) return entry.optional === true;
      return found.version === entry.version && found.integrity === entry.integrity;
    });
  } catch {
    return false;
  }
}

/** npm started from inside `npm start` must not see that run's own settings. */
function npmEnvironment() {
  const env = { ...process.env };
  for (const name of Object.keys(env)) {
    if (/^npm_config_(omit|only|production|include)$/i.test(name)) delete env[name];
  }
  return env;
}

/** Generates the Prisma clients (one for each database) where the models or Prisma changed. */
export async function generateClients() {
  const step = staleness({
    root,
    stamp: "generated/prisma/.stamp",
    sources: ["prisma/models.prisma", "scripts/prepare.mjs", "node_modules/prisma/package.json"],
    products: databaseKinds.map((kind) => `generated/prisma/${kind}/client.ts`),
  });
  if (step.isFresh()) return;
  say("Generating the database clients…");
  const content = step.contentHash();
  const models = readFileSync(join(root, "prisma/models.prisma"), "utf8");
  await Promise.all(
    databaseKinds.map(async (kind) => {
      const schema = join(root, `generated/prisma/${kind}.prisma`);
      mkdirSync(dirname(schema), { recursive: true });
      writeFileSync(schema, composeSchema(kind, models));
      await run(
        process.execPath,
        [require.resolve("prisma/build/index.js"), "generate", "--schema", schema],
        {
          env: {
            ...process.env,
            // Prisma looks for its schema engine before it generates and would download it, but never runs it:
            // any executable does.
            PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
            PRISMA_HIDE_UPDATE_MESSAGE: "1",
            CHECKPOINT_DISABLE: "1",
          },
        },
      );
    }),
  );
  step.remember(content);
}

/**
 * The whole schema of one database: the models are written once, but a datasource's provider must be a literal.
 * @param {"sqlite" | "postgresql"} kind
 * @param {string} models text of prisma/models.prisma
 */
export function composeSchema(kind, models) {
  return `// Made from prisma/models.prisma by scripts/prepare.mjs.

datasource db {
  provider = "${kind}"
}

generator client {
  provider               = "prisma-client"
  output                 = "./${kind}"
  runtime                = "nodejs"
  moduleFormat           = "esm"
  generatedFileExtension = "ts"
  importFileExtension    = "ts"
  compilerBuild          = "small"
}

${models}`;
}

const buildSources = [
  "app",
  "components",
  "call",
  "protocol",
  "server",
  "prisma/models.prisma",
  "public",
  "next.config.js",
  "postcss.config.mjs",
  "tsconfig.json",
  "package.json",
  "package-lock.json",
  "scripts/prepare.mjs",
];

/** Builds the pages (`.next/`) and bundles the server (`dist/`) where their sources changed. */
export async function buildIfStale() {
  const step = staleness({
    root,
    stamp: ".next/.rondo-build",
    sources: buildSources,
    products: [".next/BUILD_ID", "dist/server.mjs", "dist/store-worker.mjs"],
  });
  if (step.isFresh()) return;
  say("Building… (once; some seconds)");
  const content = step.contentHash();
  rmSync(join(root, ".next/.rondo-build"), { force: true });
  try {
    // The quick one first: a failure there must not leave the other running.
    await bundleServer();
    await buildPages();
  } catch (error) {
    throw new PrepareError(`The build failed:\n${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
  step.remember(content);
}

/** @returns {Promise<void>} */
function buildPages() {
  return run(process.execPath, [require.resolve("next/dist/bin/next"), "build"], {
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
}

/**
 * Bundles the programs of the server's two threads and what they import of ours; packages stay in node_modules.
 * @param {string} [outdir] a folder of the project, or else packages are not found
 */
export async function bundleServer(outdir = join(root, "dist")) {
  const { build } = await import("esbuild");
  await build({
    entryPoints: {
      server: join(root, "server/main.ts"),
      "store-worker": join(root, "server/db/store-worker.ts"),
    },
    outdir,
    outExtension: { ".js": ".mjs" },
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    // "#…" are our own folders although they look like packages.
    plugins: [{ name: "own-imports", setup: resolveOwnImports }],
    sourcemap: true,
    logLevel: "silent",
  });
}

/** @param {import("esbuild").PluginBuild} build */
function resolveOwnImports(build) {
  build.onResolve({ filter: /^#/ }, ({ path }) => ({
    path: join(root, path.slice(1)),
  }));
}
