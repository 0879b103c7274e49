/** The embedded database: one SQLite file, one connection. */

import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  statSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import type { SqlDriverAdapter } from "@prisma/driver-adapter-utils";
import { DatabaseStartError } from "./errors.ts";
import { applyMigrations, listPendingMigrations, readMigrations } from "./migrate.ts";

// The driver's types by way of the adapter, the one package that is ours to depend on.
type LibSqlConfig = ConstructorParameters<typeof PrismaLibSql>[0];
type LibSqlClient = ReturnType<PrismaLibSql["createClient"]>;
type LibSqlTransaction = Awaited<ReturnType<LibSqlClient["transaction"]>>;

/** SQLite's primary result codes that mean something to us (sqlite.org/rescode.html). */
const BUSY = 5;
const READONLY = 8;
const CORRUPT = 11;
const NOTADB = 26;

/** Short, since the driver waits inside SQLite and holds up the whole process meanwhile; we wait outside, below. */
const BUSY_INSIDE_MS = 20;
const BUSY_PAUSE_MS = 25;
/** How long another program (a backup, `sqlite3`) may hold the write lock before a query of ours fails. */
const BUSY_LIMIT_MS = 5_000;
/** Files up to this size are read through at start; larger ones would hold it up. */
const QUICK_CHECK_MAX_BYTES = 64 * 1024 * 1024;

const pragmas = [
  `PRAGMA busy_timeout = ${BUSY_INSIDE_MS}`,
  "PRAGMA journal_mode = WAL",
  // Survives the death of the process; after a power cut the file is whole but may lack the last moments. What must
  // not be lost (removals) is followed by a checkpoint.
  "PRAGMA synchronous = NORMAL",
  "PRAGMA foreign_keys = ON",
];

/** The primary result code in a driver's or an adapter's error; null when it is none of SQLite's. */
export function sqliteResultCode(error: unknown): number | null {
  for (let cause: unknown = error; typeof cause === "object" && cause !== null; ) {
    for (const key of ["rawCode", "extendedCode"] as const) {
      const code: unknown = Reflect.get(cause, key);
      if (typeof code === "number") return code & 0xff;
    }
    const original: unknown = Reflect.get(cause, "originalCode");
    if (typeof original === "string" && /^\d+$/.test(original)) return Number(original) & 0xff;
    cause = Reflect.get(cause, "cause");
  }
  return null;
}

/**
 * The driver gives its connection away to every transaction and opens another for what comes next, so PRAGMAs would be
 * forgotten after the first transaction and connections would pile up. The adapter runs nothing beside a transaction
 * (it holds a lock), so a transaction can stay on the one connection.
 */
class OneConnectionLibSql extends PrismaLibSql {
  override async connect(): Promise<SqlDriverAdapter> {
    const adapter = await super.connect();
    for (const sql of pragmas) await adapter.queryRaw({ sql, args: [], argTypes: [] });
    return adapter;
  }

  override createClient(config: LibSqlConfig): LibSqlClient {
    const client = super.createClient(config);
    const execute: LibSqlClient["execute"] = (...args: unknown[]) =>
      // The two overloads of `execute` share one implementation; its arguments pass through untouched.
      retryWhileBusy(() => client.execute(...(args as Parameters<LibSqlClient["execute"]>)));

    return new Proxy(client, {
      get(target, key) {
        if (key === "execute") return execute;
        if (key === "transaction") return () => beginTransaction(execute);
        const value: unknown = Reflect.get(target, key, target);
        // The driver's class has private fields: its methods need it as `this`, not the proxy.
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  }
}

async function beginTransaction(execute: LibSqlClient["execute"]): Promise<LibSqlTransaction> {
  // Every transaction of ours writes: taking the write lock at once avoids the upgrade that SQLite refuses when
  // somebody else wrote in between.
  await execute("BEGIN IMMEDIATE");
  const transaction: Pick<LibSqlTransaction, "execute" | "commit" | "rollback"> = {
    execute: (statement) => execute(statement),
    commit: async () => void (await execute("COMMIT")),
    rollback: async () => void (await execute("ROLLBACK")),
  };
  // The adapter uses these three and nothing else of a transaction.
  return transaction as LibSqlTransaction;
}

async function retryWhileBusy<T>(run: () => Promise<T>): Promise<T> {
  const giveUpAtMs = performance.now() + BUSY_LIMIT_MS;
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (sqliteResultCode(error) !== BUSY || performance.now() > giveUpAtMs) throw error;
      await wait(BUSY_PAUSE_MS);
    }
  }
}

/** Runs everything inside one transaction of a connection that its owner commits or rolls back. */
class WithinTransactionLibSql extends PrismaLibSql {
  readonly #transaction: LibSqlTransaction;

  constructor(config: LibSqlConfig, transaction: LibSqlTransaction) {
    super(config);
    this.#transaction = transaction;
  }

  override createClient(): LibSqlClient {
    const transaction = this.#transaction;
    const client: Pick<LibSqlClient, "execute" | "executeMultiple" | "close"> = {
      execute: (statement: Parameters<LibSqlTransaction["execute"]>[0]) =>
        transaction.execute(statement),
      executeMultiple: (sql) => transaction.executeMultiple(sql),
      // The engine's disposal must not end the owner's connection.
      close: () => undefined,
    };
    // The adapter calls these three; the engine opens no transaction of its own.
    return client as LibSqlClient;
  }
}

/** Where the database file of a `file:` URL, or the default in the data directory, lies. */
export function sqlitePath(databaseUrl: string | null, dataDir: string): string {
  if (databaseUrl === null) return resolve(dataDir, "rondo.sqlite");
  return resolve(decodeURIComponent(databaseUrl.replace(/^file:(\/\/)?/, "").replace(/\?.*$/, "")));
}

/**
 * Opens the file, makes it if there is none, checks it, applies migrations and returns the adapter factory for Prisma's
 * client. Rejects with `DatabaseStartError`; a file that cannot be used is left as it is.
 */
export async function openSqlite(
  path: string,
): Promise<{ factory: PrismaLibSql; applied: readonly string[] }> {
  const config = { url: pathToFileURL(path).href };
  try {
    makeFile(path);
    const applied = await upgrade(path, config);
    return { factory: new OneConnectionLibSql(config), applied };
  } catch (error) {
    throw asStartError(error, path);
  }
}

/** An empty file is SQLite's new database; made by us so that others on the machine cannot read the e-mails in it. */
function makeFile(path: string): void {
  const folder = dirname(path);
  // Asked first, because making folders on a read-only disk fails with "no such file".
  accessSync(nearestExisting(folder), constants.W_OK);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const isNew = !existsSync(path);
  // "r+" fails here, in words we know, where the file or the mount is read-only.
  closeSync(openSync(path, isNew ? "a" : "r+", 0o600));
  if (isNew) chmodSync(path, 0o600);
}

function nearestExisting(folder: string): string {
  const parent = dirname(folder);
  return existsSync(folder) || parent === folder ? folder : nearestExisting(parent);
}

async function upgrade(path: string, config: LibSqlConfig): Promise<readonly string[]> {
  const client = new PrismaLibSql(config).createClient(config);
  try {
    // Foreign keys are off (SQLite's default, said aloud) because migrations rebuild tables by dropping the old ones.
    await client.execute("PRAGMA foreign_keys = OFF");
    await client.execute(`PRAGMA busy_timeout = ${BUSY_LIMIT_MS}`);
    if (statSync(path).size <= QUICK_CHECK_MAX_BYTES) await checkFile(client, path);

    const migrations = await readMigrations("sqlite");
    const transaction = await client.transaction("write");
    try {
      const factory = new WithinTransactionLibSql(config, transaction);
      const pending = await listPendingMigrations(await factory.connect(), migrations);
      const applied = pending.length > 0 ? await applyMigrations(factory, migrations) : [];
      if (applied.length > 0) {
        const broken = await transaction.execute("PRAGMA foreign_key_check");
        if (broken.rows.length > 0) throw new Error("a migration left rows that refer to nothing");
      }
      await transaction.commit();
      return applied;
    } finally {
      transaction.close();
    }
  } finally {
    client.close();
  }
}

async function checkFile(client: LibSqlClient, path: string): Promise<void> {
  const result = await client.execute("PRAGMA quick_check(1)");
  const verdict = String(result.rows[0]?.[0]);
  if (verdict !== "ok") throw corruptError(path, new Error(verdict));
}

function corruptError(path: string, cause: unknown): DatabaseStartError {
  return new DatabaseStartError(
    "corrupt",
    `The database file ${path} is damaged or is not a database. Nothing was changed. Restore it from a backup, ` +
      "or move it away to start with an empty one.",
    { cause },
  );
}

function asStartError(error: unknown, path: string): DatabaseStartError {
  if (error instanceof DatabaseStartError) return error;
  const systemCode = error instanceof Error && "code" in error ? error.code : undefined;
  const code = sqliteResultCode(error);
  if (code === CORRUPT || code === NOTADB) return corruptError(path, error);
  if (
    code === READONLY ||
    systemCode === "EROFS" ||
    systemCode === "EACCES" ||
    systemCode === "EPERM"
  ) {
    return new DatabaseStartError(
      "read-only",
      `The database ${path} cannot be written (read-only file, folder or disk). Nothing was changed. Make it ` +
        "writable for the user who runs Rondo, or set DATA_DIR to a folder that is, for example DATA_DIR=/var/lib/rondo.",
      { cause: error },
    );
  }
  if (code === BUSY) {
    return new DatabaseStartError(
      "busy",
      `The database ${path} is locked by another program. Nothing was changed. Is Rondo running already? ` +
        "Stop the other one, or set DATA_DIR to a folder of its own.",
      { cause: error },
    );
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new DatabaseStartError(
    "other",
    `The database ${path} could not be opened: ${reason}. Nothing was changed. Check that DATA_DIR (or the path in ` +
      "DATABASE_URL) is a folder Rondo can write to and that the disk is not full.",
    { cause: error },
  );
}
