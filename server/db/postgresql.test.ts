import { PrismaPg } from "@prisma/adapter-pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { roomCodeFromBytes } from "#protocol/room-code.ts";
import { type ContractDatabase, describeDatabaseContract } from "./database.contract.ts";
import type { Database } from "./database.ts";
import { openDatabaseHere } from "./database-for-tests.ts";
import { readMigrations } from "./migrate.ts";
import {
  findPostgres,
  postgresCure,
  startPostgres,
  type TestPostgres,
} from "./postgres-for-tests.ts";
import { diffMigrationsToModels } from "./schema-diff.ts";

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const aRoom = {
  code: roomCodeFromBytes(new Uint8Array(12)),
  hostKeyHash: "x",
  requireEmail: false,
  lobby: false,
  passwordHash: null,
  atMs: 1,
};

const bin = findPostgres();

async function select(url: string, sql: string): Promise<unknown[][]> {
  const adapter = await new PrismaPg({ connectionString: url, max: 1 }).connect();
  try {
    return (await adapter.queryRaw({ sql, args: [], argTypes: [] })).rows;
  } finally {
    await adapter.dispose();
  }
}

describe.skipIf(bin === null)(
  `PostgreSQL${bin === null ? ` (not found; ${postgresCure})` : ""}`,
  () => {
    let postgres: TestPostgres;

    beforeAll(async () => {
      // Never null here: the suite is skipped then.
      postgres = await startPostgres(bin ?? "");
    });

    afterAll(async () => {
      await postgres.stop();
    });

    const open = (databaseUrl: string): Promise<Database> =>
      openDatabaseHere({ databaseUrl, dataDir: "/nowhere", log });

    describeDatabaseContract(async () => {
      const url = await postgres.createDatabase();
      const contract = async (): Promise<ContractDatabase> => {
        const database = await open(url);
        return {
          database,
          select: (sql) => select(url, sql),
          reopen: contract,
          close: () => database.close(),
        };
      };
      return await contract();
    });

    test("the migrations lead to the models", async () => {
      expect(await diffMigrationsToModels("postgresql", await postgres.createDatabase())).toBe("");
    });

    test("several nodes that start at once migrate once", async () => {
      const url = await postgres.createDatabase();

      const databases = await Promise.all([open(url), open(url), open(url)]);

      const migrations = await readMigrations("postgresql");
      expect(await select(url, "SELECT count(*)::int FROM _prisma_migrations")).toEqual([
        [migrations.migrationDirectories.length],
      ]);
      for (const database of databases) await database.close();
    });

    test("two nodes that meet the same new person at once make one user", async () => {
      const url = await postgres.createDatabase();
      const nodes = [await open(url), await open(url)];
      const room = await nodes[0]?.rooms.create(aRoom);
      const calls = nodes.map((_, at) => `call-${at}`);
      for (let person = 0; person < 40; person += 1) {
        for (const [at, node] of nodes.entries()) {
          const callId = `call-${at}`;
          if (person === 0) {
            node.journal.record({ kind: "call-started", callId, roomId: room?.id ?? "", atMs: 1 });
          }
          node.journal.record({
            kind: "participant-joined",
            participationId: `${callId} ${person}`,
            callId,
            participantId: "p",
            person: { name: "Ann", email: `ann-${person}@example.org`, deviceHash: null },
            browser: "Firefox 153",
            atMs: 1,
          });
        }
      }
      await Promise.all(nodes.map((node) => node.journal.flush(10_000)));

      const running = await nodes[0]?.calls.listOpen();
      expect(running?.map((call) => call.seats.length)).toEqual(calls.map(() => 40));
      expect(await select(url, "SELECT count(*)::int FROM users")).toEqual([[40]]);
      for (const node of nodes) await node.close();
    });

    test("a restart of the server loses nothing and ends nothing", async () => {
      const url = await postgres.createDatabase();
      const database = await open(url);
      const room = await database.rooms.create(aRoom);

      await postgres.halt();
      database.journal.record({ kind: "call-started", callId: "call-1", roomId: room.id, atMs: 1 });
      await expect(database.ping()).rejects.toThrow();
      await postgres.start();
      await database.journal.flush(10_000);

      expect((await database.calls.listOpen()).map((call) => call.callId)).toEqual(["call-1"]);
      await database.close();
    });

    test("a wrong password is said, without saying the password", async () => {
      const url = (await postgres.createDatabase()).replace(postgres.password, "wrong-word");

      const opening = open(url);

      await expect(opening).rejects.toMatchObject({
        name: "DatabaseStartError",
        problem: "wrong-password",
        message: expect.stringMatching(/refuses the user or the password in DATABASE_URL/),
      });
      await expect(opening).rejects.not.toMatchObject({
        message: expect.stringContaining("wrong-word"),
      });
    });

    test("a server that does not answer is said", async () => {
      const opening = open("postgresql://rondo:secret-word@127.0.0.1:1/rondo");

      await expect(opening).rejects.toMatchObject({
        problem: "unreachable",
        message: expect.stringMatching(
          /^PostgreSQL does not answer at 127\.0\.0\.1:1\/rondo\. Start it/,
        ),
      });
      await expect(opening).rejects.not.toMatchObject({
        message: expect.stringContaining("secret-word"),
      });
      await expect(open("postgresql://rondo:x@no-such-host.invalid/rondo")).rejects.toMatchObject({
        problem: "unreachable",
      });
    });

    test("a database that does not exist is said", async () => {
      const url = (await postgres.createDatabase()).replace(/[^/]*$/, "nothing");

      await expect(open(url)).rejects.toMatchObject({ problem: "no-such-database" });
    });

    test("a database of a newer version is said and left alone", async () => {
      const url = await postgres.createDatabase();
      await (await open(url)).close();
      await select(
        url,
        "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ('n', 'c', '29990101000000_flying_cars', now(), 1)",
      );

      await expect(open(url)).rejects.toMatchObject({
        problem: "newer-version",
        message: expect.stringContaining("29990101000000_flying_cars"),
      });
    });

    test("another program's database is left alone", async () => {
      const url = await postgres.createDatabase();
      await select(url, "CREATE TABLE recipes (id INTEGER)");

      await expect(open(url)).rejects.toMatchObject({ problem: "foreign-tables" });
      expect(
        await select(url, "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'"),
      ).toEqual([["recipes"]]);
    });
  },
);
