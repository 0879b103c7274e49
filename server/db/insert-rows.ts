import type { Prisma, PrismaClient } from "#generated/prisma/sqlite/client.ts";
import type { Database } from "./database.ts";

/** What a crowd makes many rows of at a time, by table. */
interface Rows {
  readonly calls: Prisma.CallCreateManyInput;
  readonly users: Prisma.UserCreateManyInput;
  readonly participations: Prisma.ParticipationCreateManyInput;
  readonly chat_entries: Prisma.ChatEntryCreateManyInput;
}

/**
 * Plans one INSERT of many rows, for a `$transaction([…])`. `createMany` needs several times as long to build such a
 * statement, value by value, as the database to run it; here all values are one parameter. Fails as a whole where a row
 * with the same key exists.
 */
export function insertRows<Table extends keyof Rows>(
  prisma: PrismaClient,
  kind: Database["kind"],
  table: Table,
  rows: readonly Required<Rows[Table]>[],
): Prisma.PrismaPromise<number> {
  // Every row has all fields of its model; their names are the columns', and nothing in the text was typed by anybody.
  const names = Object.keys(rows[0] ?? {});
  const columns = names.map((name) => `"${name}"`).join(", ");
  const values =
    kind === "postgresql"
      ? `${columns} FROM json_populate_recordset(NULL::"${table}", $1::json)`
      : `${names.map((name) => `value ->> '${name}'`).join(", ")} FROM json_each($1)`;
  return prisma.$executeRawUnsafe(
    `INSERT INTO "${table}" (${columns}) SELECT ${values}`,
    JSON.stringify(rows.map(asStored)),
  );
}

/** Times as Prisma writes them into SQLite, where they are text and compared as text. PostgreSQL reads them too. */
function asStored(row: object): object {
  const values = Object.entries(row).map(([name, value]: [string, unknown]) => [
    name,
    value instanceof Date ? value.toISOString().replace("Z", "+00:00") : value,
  ]);
  return Object.fromEntries(values);
}
