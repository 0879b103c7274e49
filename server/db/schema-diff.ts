/** Differences between prisma/models.prisma and the migrations, for making a migration and for the test against drift. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { PrismaPg } from "@prisma/adapter-pg";
import type {
  SqlDriverAdapter,
  SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import type { Database } from "./database.ts";
import { findProjectRoot, loadSchemaEngine, readMigrations } from "./migrate.ts";

/**
 * The SQL that leads from all migrations of a kind to the models; empty when they agree. PostgreSQL needs a server at
 * `postgresUrl` where a database may be created for the moment; SQLite does it in memory.
 */
export async function diffMigrationsToModels(
  kind: Database["kind"],
  postgresUrl?: string,
): Promise<string> {
  if (kind === "postgresql" && postgresUrl === undefined) {
    throw new Error("the migrations of PostgreSQL can be compared on a running PostgreSQL only");
  }
  const models = await readFile(join(findProjectRoot(), "prisma", "models.prisma"), "utf8");
  const schema = `datasource db {\n  provider = "${kind}"\n}\n\n${models}`;
  const migrations = await readMigrations(kind);
  // Before the first migration there is no lock file, and the engine asks it for the kind of database.
  migrations.lockfile.content ??= `provider = "${kind}"`;
  const factory =
    kind === "sqlite"
      ? new PrismaLibSql({ url: ":memory:" })
      : new PgWithChar({ connectionString: postgresUrl });
  const engine = await loadSchemaEngine(forDiff(factory));
  try {
    const { stdout } = await engine.diff({
      from: { tag: "migrations", ...migrations },
      to: { tag: "schemaDatamodel", files: [{ path: "schema.prisma", content: schema }] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    const sql = stdout ?? "";
    return sql.includes("This is an empty migration") ? "" : sql;
  } finally {
    engine.free();
  }
}

/** PostgreSQL's internal one-byte type "char", which the engine reads from the catalogue and the adapter refuses. */
const CHAR_OID = 18;
const TEXT_OID = 25;

class PgWithChar extends PrismaPg {
  override async connectToShadowDb() {
    const adapter = await super.connectToShadowDb();
    const pool = adapter.underlyingDriver();
    // The adapter hands over one object and awaits the result: the one of the method's many overloads that matters.
    const query: (config: string) => Promise<{ fields: { dataTypeID: number }[] }> =
      pool.query.bind(pool);
    Reflect.set(pool, "query", async (config: string) => {
      const result = await query(config);
      for (const field of result.fields)
        if (field.dataTypeID === CHAR_OID) field.dataTypeID = TEXT_OID;
      return result;
    });
    return adapter;
  }
}

/** The engine sends whole migrations to the shadow database as if they were one statement; of those only one would run. */
function forDiff(
  factory: SqlMigrationAwareDriverAdapterFactory,
): SqlMigrationAwareDriverAdapterFactory {
  const withScripts = (adapter: SqlDriverAdapter): SqlDriverAdapter => ({
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    queryRaw: (query) => adapter.queryRaw(query),
    executeRaw: async (query) => {
      if (query.args.length > 0) return await adapter.executeRaw(query);
      await adapter.executeScript(query.sql);
      return 0;
    },
    executeScript: (script) => adapter.executeScript(script),
    startTransaction: (isolation) => adapter.startTransaction(isolation),
    getConnectionInfo: () => adapter.getConnectionInfo?.() ?? { supportsRelationJoins: false },
    dispose: () => adapter.dispose(),
  });
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => withScripts(await factory.connect()),
    connectToShadowDb: async () => withScripts(await factory.connectToShadowDb()),
  };
}
