/**
 * Applies the migrations of prisma/migrations with Prisma's own schema engine, compiled to WebAssembly: no binary has
 * to be downloaded, and the table it keeps is the one `prisma migrate deploy` keeps. The engine is loaded only when
 * there is something to apply; a start with an up-to-date database costs one query.
 */

import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQueryable,
} from "@prisma/driver-adapter-utils";
import type { MigrationList, SchemaEngine } from "@prisma/schema-engine-wasm";
import type { Database } from "./database.ts";
import { DatabaseStartError } from "./errors.ts";

const require = createRequire(import.meta.url);

/** The directory that holds package.json: this file runs from its own place and from the bundle in dist/ alike. */
export function findProjectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "prisma", "models.prisma"))) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error("prisma/models.prisma was not found above the server's code");
    folder = parent;
  }
  return folder;
}

/** Reads the migrations of a database kind, oldest first, as the schema engine wants them. */
export async function readMigrations(kind: Database["kind"]): Promise<MigrationList> {
  const baseDir = join(findProjectRoot(), "prisma", "migrations", kind);
  const names = existsSync(baseDir)
    ? (await readdir(baseDir, { withFileTypes: true }))
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .sort()
    : [];
  const lockfile = join(baseDir, "migration_lock.toml");
  return {
    baseDir,
    lockfile: {
      path: "migration_lock.toml",
      content: existsSync(lockfile) ? await readFile(lockfile, "utf8") : null,
    },
    shadowDbInitScript: "",
    migrationDirectories: await Promise.all(
      names.map(async (name) => ({
        path: name,
        migrationFile: {
          path: "migration.sql",
          content: {
            tag: "ok" as const,
            value: await readFile(join(baseDir, name, "migration.sql"), "utf8"),
          },
        },
      })),
    ),
  };
}

let loading: Promise<typeof import("@prisma/schema-engine-wasm/schema_engine_bg")> | null = null;

/**
 * The package's entry imports its `.wasm` like a module, which Node does only behind a flag; so its two halves are
 * joined here the way that entry does it. Once in a process: the one half keeps views of the other's memory.
 */
async function loadEngineModule() {
  const glue = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const gluePath = require.resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const bytes = await readFile(join(dirname(gluePath), "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": glue });
  // The engine reports a panic here before it aborts; without it the report itself would throw outside every promise.
  Reflect.set(globalThis, "PRISMA_WASM_PANIC_REGISTRY", {
    set_message: (message: string) => console.error(`schema engine: ${message}`),
  });
  glue.__wbg_set_wasm(instance.exports);
  const { __wbindgen_start: start } = instance.exports;
  if (typeof start !== "function")
    throw new Error("the schema engine's WebAssembly has no start function");
  start();
  return glue;
}

/** Starts the schema engine over a driver adapter. The caller calls `free()` on it. */
export async function loadSchemaEngine(
  factory: SqlMigrationAwareDriverAdapterFactory,
): Promise<SchemaEngine> {
  loading ??= loadEngineModule();
  const { SchemaEngine } = await loading;
  return await SchemaEngine.new(
    { datamodels: undefined },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(factory),
  );
}

/** The migrations the database does not have yet, oldest first. Reads only. */
export async function listPendingMigrations(
  database: SqlQueryable,
  migrations: MigrationList,
): Promise<readonly string[]> {
  const known = migrations.migrationDirectories.map((migration) => migration.path);
  const table = await database.queryRaw({
    sql:
      database.provider === "sqlite"
        ? "SELECT name FROM sqlite_master WHERE type = 'table'"
        : "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()",
    args: [],
    argTypes: [],
  });
  const tables = table.rows.map((row) => String(row[0]));
  if (!tables.includes("_prisma_migrations")) {
    const foreign = tables.filter((name) => !name.startsWith("sqlite_"));
    if (foreign.length === 0) return known;
    throw new DatabaseStartError(
      "foreign-tables",
      `The database holds tables that are not Rondo's (${foreign.slice(0, 3).join(", ")}). Nothing was changed. ` +
        "Give Rondo a database of its own: another DATABASE_URL, or another DATA_DIR.",
    );
  }

  const applied = await database.queryRaw({
    sql: "SELECT migration_name, finished_at IS NOT NULL FROM _prisma_migrations WHERE rolled_back_at IS NULL",
    args: [],
    argTypes: [],
  });
  const names = applied.rows.map((row) => String(row[0]));
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new DatabaseStartError(
      "newer-version",
      `The database was made by a newer version of Rondo (it knows ${unknown.join(", ")}, this version does not). ` +
        "Nothing was changed. Start that version again, or restore a backup made before the upgrade.",
    );
  }
  const failed = applied.rows.filter((row) => Number(row[1]) === 0).map((row) => String(row[0]));
  if (failed.length > 0) {
    throw new DatabaseStartError(
      "failed-migration",
      `An upgrade of the database was begun and not finished (${failed.join(", ")}). Nothing was changed now. ` +
        "Restore a backup made before it, or see `npx prisma migrate resolve`.",
    );
  }
  return known.filter((name) => !names.includes(name));
}

/**
 * Applies all pending migrations. The factory's connection must already be inside a transaction that its owner commits
 * or rolls back, so that a failed upgrade leaves the database as it was.
 */
export async function applyMigrations(
  factory: SqlMigrationAwareDriverAdapterFactory,
  migrations: MigrationList,
): Promise<readonly string[]> {
  const engine = await loadSchemaEngine(factory);
  try {
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: migrations,
      filters: { externalTables: [], externalEnums: [] },
    });
    return appliedMigrationNames;
  } finally {
    engine.free();
  }
}
