/** PostgreSQL, chosen by DATABASE_URL. */

import { PrismaPg } from "@prisma/adapter-pg";
import type {
  SqlDriverAdapter,
  SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import type { Log } from "../log.ts";
import { DatabaseStartError } from "./errors.ts";
import { applyMigrations, listPendingMigrations, readMigrations } from "./migrate.ts";

/** The journal has one writer and reads are rare: few connections do, and many nodes may share one server. */
const MAX_CONNECTIONS = 5;
const CONNECT_TIMEOUT_MS = 5_000;
/** A server that went away without a word must not hold the journal for ever. */
const QUERY_TIMEOUT_MS = 30_000;
/** The lock that Prisma's own engine takes while it migrates, so that `prisma migrate deploy` and we take turns. */
const MIGRATION_LOCK = 72_707_369;

/**
 * Connects, applies migrations and returns the adapter factory for Prisma's client. Rejects with `DatabaseStartError`.
 */
export async function openPostgresql(
  url: string,
  log: Pick<Log, "warn">,
): Promise<{ factory: PrismaPg; applied: readonly string[] }> {
  const config = {
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: "rondo",
  };
  try {
    const applied = await upgrade(new PrismaPg({ ...config, max: 1 }));
    const factory = new PrismaPg(
      { ...config, max: MAX_CONNECTIONS, query_timeout: QUERY_TIMEOUT_MS },
      {
        // The pool replaces a broken connection by itself; without listeners the event would end the process.
        onPoolError: (error) => log.warn({ error }, "database: an idle connection broke"),
        onConnectionError: (error) => log.warn({ error }, "database: a connection broke"),
      },
    );
    return { factory, applied };
  } catch (error) {
    throw asStartError(error, url);
  }
}

async function upgrade(factory: PrismaPg): Promise<readonly string[]> {
  const migrations = await readMigrations("postgresql");
  const adapter = await factory.connect();
  try {
    if ((await listPendingMigrations(adapter, migrations)).length === 0) return [];

    const transaction = await adapter.startTransaction();
    let isDone = false;
    try {
      const run = (sql: string) => transaction.executeRaw({ sql, args: [], argTypes: [] });
      await run(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`);
      // Another node may have been faster.
      const pending = await listPendingMigrations(transaction, migrations);
      const applied =
        pending.length > 0
          ? await applyMigrations(withinTransaction(adapter, transaction), migrations)
          : [];
      await run("COMMIT");
      isDone = true;
      return applied;
    } finally {
      if (!isDone)
        await transaction.executeRaw({ sql: "ROLLBACK", args: [], argTypes: [] }).catch(() => 0);
      await transaction.commit();
    }
  } finally {
    await adapter.dispose();
  }
}

/**
 * Runs everything on the transaction's one connection. A migration goes to the server whole: the adapter would cut it
 * at every semicolon, also at those inside a string.
 */
function withinTransaction(
  adapter: Awaited<ReturnType<PrismaPg["connect"]>>,
  transaction: Awaited<ReturnType<SqlDriverAdapter["startTransaction"]>>,
): SqlMigrationAwareDriverAdapterFactory {
  const within: SqlDriverAdapter = {
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    queryRaw: (query) => transaction.queryRaw(query),
    executeRaw: (query) => transaction.executeRaw(query),
    executeScript: async (sql) =>
      void (await transaction.executeRaw({ sql, args: [], argTypes: [] })),
    startTransaction: () =>
      Promise.reject(new Error("a migration runs in one transaction already")),
    getConnectionInfo: () => adapter.getConnectionInfo(),
    dispose: () => Promise.resolve(),
  };
  return {
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    connect: () => Promise.resolve(within),
    connectToShadowDb: () =>
      Promise.reject(new Error("applying migrations needs no shadow database")),
  };
}

/** Address for people, without user and password. */
function whereIs(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return `${host || "localhost"}${pathname}`;
  } catch {
    return "the address in DATABASE_URL";
  }
}

function asStartError(error: unknown, url: string): DatabaseStartError {
  if (error instanceof DatabaseStartError) return error;
  const where = whereIs(url);
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const kind: unknown =
    typeof cause === "object" && cause !== null ? Reflect.get(cause, "kind") : undefined;
  // The driver's own codes, where the adapter passes its error on as it is.
  const code: unknown =
    typeof error === "object" && error !== null ? Reflect.get(error, "code") : undefined;
  const example = "for example DATABASE_URL=postgresql://rondo:password@localhost:5432/rondo";

  if (kind === "AuthenticationFailed" || kind === "DatabaseAccessDenied") {
    return new DatabaseStartError(
      "wrong-password",
      `PostgreSQL at ${where} refuses the user or the password in DATABASE_URL. Correct them, ${example}.`,
      { cause: error },
    );
  }
  if (kind === "DatabaseDoesNotExist") {
    return new DatabaseStartError(
      "no-such-database",
      `PostgreSQL runs, but there is no database at ${where}. Make it with \`createdb\`, or correct DATABASE_URL, ${example}.`,
      { cause: error },
    );
  }
  const reason = error instanceof Error && error.message !== String(kind) ? error.message : "";
  const inBrackets = reason === "" ? "" : ` (${reason})`;
  const isUnreachable =
    kind === "DatabaseNotReachable" ||
    kind === "ConnectionClosed" ||
    kind === "SocketTimeout" ||
    (typeof code === "string" && /^(E[A-Z]+|57P03)$/.test(code)) ||
    /timeout|terminated/i.test(reason);
  if (isUnreachable) {
    return new DatabaseStartError(
      "unreachable",
      `PostgreSQL does not answer at ${where}${inBrackets}. Start it, or correct DATABASE_URL, ${example}.`,
      { cause: error },
    );
  }
  return new DatabaseStartError(
    "other",
    `PostgreSQL at ${where} could not be used${inBrackets}. A failed upgrade changes nothing. Check DATABASE_URL and ` +
      "that its user may create tables there.",
    { cause: error },
  );
}
