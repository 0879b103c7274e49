import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { roomCodeFromBytes } from "#protocol/room-code.ts";
import { type ContractDatabase, describeDatabaseContract } from "./database.contract.ts";
import { openDatabaseHere } from "./database-for-tests.ts";
import { DatabaseStartError } from "./errors.ts";
import { readMigrations } from "./migrate.ts";
import { diffMigrationsToModels } from "./schema-diff.ts";
import { sqlitePath } from "./sqlite.ts";

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const aRoom = {
  code: roomCodeFromBytes(new Uint8Array(12)),
  hostKeyHash: "x",
  requireEmail: false,
  lobby: false,
  passwordHash: null,
  atMs: 1,
};

let folder: string;
let path: string;

beforeEach(() => {
  // A space and a percent sign: the driver wants the path as a URL.
  folder = mkdtempSync(join(tmpdir(), "rondo 100% sqlite-"));
  path = join(folder, "rondo.sqlite");
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const open = () => openDatabaseHere({ databaseUrl: null, dataDir: folder, log });

/** A connection beside Rondo's. */
async function select(sql: string): Promise<unknown[][]> {
  const adapter = await new PrismaLibSql({ url: `file:${encodeURI(path)}` }).connect();
  try {
    return (await adapter.queryRaw({ sql, args: [], argTypes: [] })).rows;
  } finally {
    await adapter.dispose();
  }
}

describe("SQLite", () => {
  describeDatabaseContract(async () => {
    const contract = async (): Promise<ContractDatabase> => {
      const database = await open();
      return { database, select, reopen: contract, close: () => database.close() };
    };
    return await contract();
  });

  test("the migrations lead to the models", async () => {
    expect(await diffMigrationsToModels("sqlite")).toBe("");
  });

  test("the file and its folder are for their owner alone", async () => {
    const database = await openDatabaseHere({
      databaseUrl: null,
      dataDir: join(folder, "data"),
      log,
    });
    await database.close();

    expect(statSync(join(folder, "data")).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, "data", "rondo.sqlite")).mode & 0o777).toBe(0o600);
  });

  test("a file: URL is the path of the file", async () => {
    expect(sqlitePath(null, "/data")).toBe("/data/rondo.sqlite");
    expect(sqlitePath("file:/var/lib/rondo.db", "/data")).toBe("/var/lib/rondo.db");
    expect(sqlitePath("file:///var/lib/my%20rondo.db?mode=rwc", "/data")).toBe(
      "/var/lib/my rondo.db",
    );

    const database = await openDatabaseHere({
      databaseUrl: `file:${join(encodeURI(folder), "own.db")}`,
      dataDir: "/nowhere",
      log,
    });
    await database.close();
    expect(existsSync(join(folder, "own.db"))).toBe(true);
  });

  test("foreign keys hold after many transactions, since all of them stay on one connection", async () => {
    const database = await open();
    const room = await database.rooms.create(aRoom);
    for (const callId of ["1", "2", "3"]) {
      database.journal.record({ kind: "call-started", callId, roomId: room.id, atMs: 1 });
      await database.journal.flush(5_000);
    }

    const removal = {
      roomId: "no such room",
      participantId: "p",
      deviceHash: null,
      email: null,
      atMs: 1,
      untilMs: 2,
    };
    await expect(database.removals.add(removal)).rejects.toThrow(/foreign key/i);
    const mode = await select("PRAGMA journal_mode");
    expect(mode).toEqual([["wal"]]);
    await database.close();
  });

  test("waits while another program holds the write lock, without holding up the process", async () => {
    const database = await open();
    const other = await new PrismaLibSql({ url: `file:${encodeURI(path)}` }).connect();
    await other
      .executeRaw({ sql: "PRAGMA busy_timeout = 1000", args: [], argTypes: [] })
      .catch(() => 0);
    await other.queryRaw({ sql: "BEGIN IMMEDIATE", args: [], argTypes: [] });

    const creating = database.rooms.create(aRoom);
    await expect(
      Promise.race([creating, new Promise((resolve) => setImmediate(resolve))]),
    ).resolves.toBeUndefined();
    await other.queryRaw({ sql: "ROLLBACK", args: [], argTypes: [] });

    await expect(creating).resolves.toMatchObject({ code: aRoom.code });
    await other.dispose();
    await database.close();
  });

  test("two openings of a new file at once both succeed, and migrate once", async () => {
    const databases = await Promise.all([open(), open()]);

    const migrations = await readMigrations("sqlite");
    expect(await select("SELECT count(*) FROM _prisma_migrations")).toEqual([
      [migrations.migrationDirectories.length],
    ]);
    for (const database of databases) await database.close();
  });
});

describe("a SQLite file that cannot be used", () => {
  async function refusal(): Promise<DatabaseStartError> {
    const error: unknown = await open().then(
      (database) => database.close().then(() => null),
      (reason: unknown) => reason,
    );
    if (error instanceof DatabaseStartError) return error;
    throw new Error("the database was opened", { cause: error });
  }

  async function aUsedFile(): Promise<void> {
    const database = await open();
    await database.rooms.create(aRoom);
    await database.close();
  }

  test("is no database: says so and leaves it as it is", async () => {
    writeFileSync(path, "Dear diary, this is not a database. ".repeat(400));
    const before = readFileSync(path);

    const error = await refusal();

    expect(error.problem).toBe("corrupt");
    expect(error.message).toMatch(/damaged or is not a database\. Nothing was changed\. Restore/);
    expect(readFileSync(path)).toEqual(before);
  });

  test("is damaged inside: says so and leaves it as it is", async () => {
    await aUsedFile();
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 4096, 4096 * 6);
    writeFileSync(path, bytes);

    const error = await refusal();

    expect(error.problem).toBe("corrupt");
    expect(readFileSync(path)).toEqual(bytes);
  });

  test("is cut short: says so and leaves it as it is", async () => {
    await aUsedFile();
    const bytes = readFileSync(path).subarray(0, 4096 * 5);
    writeFileSync(path, bytes);

    expect((await refusal()).problem).toBe("corrupt");
    expect(readFileSync(path)).toEqual(bytes);
  });

  test("is of a newer version: says so and leaves it as it is", async () => {
    await aUsedFile();
    await select(
      "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ('n', 'c', '29990101000000_flying_cars', 1, 1)",
    );
    const before = readFileSync(path);

    const error = await refusal();

    expect(error.problem).toBe("newer-version");
    expect(error.message).toContain("29990101000000_flying_cars");
    expect(readFileSync(path)).toEqual(before);
  });

  test("holds an upgrade that was not finished: says so", async () => {
    await aUsedFile();
    await select("UPDATE _prisma_migrations SET finished_at = NULL");

    expect((await refusal()).problem).toBe("failed-migration");
  });

  test("is another program's: says so and adds nothing", async () => {
    await select("CREATE TABLE recipes (id INTEGER)");

    expect((await refusal()).problem).toBe("foreign-tables");
    expect(await select("SELECT name FROM sqlite_master")).toEqual([["recipes"]]);
  });

  test("lies where a folder cannot be made: says so", async () => {
    writeFileSync(join(folder, "file"), "");

    const opening = openDatabaseHere({
      databaseUrl: null,
      dataDir: join(folder, "file", "data"),
      log,
    });

    await expect(opening).rejects.toMatchObject({
      problem: "other",
      message: expect.stringContaining("DATA_DIR"),
    });
  });

  // Root writes through file modes; only a mount stops it.
  const canMount = process.platform === "linux" && process.getuid?.() === 0 && canBindMount();
  const readOnly = canMount ? test : test.skip;

  readOnly(
    "is on a read-only mount: says so, with a database and without (needs root on Linux)",
    async () => {
      await aUsedFile();
      const before = readFileSync(path);
      execFileSync("mount", ["--bind", folder, folder]);
      try {
        execFileSync("mount", ["-o", "remount,bind,ro", folder]);

        const error = await refusal();
        expect(error.problem).toBe("read-only");
        expect(error.message).toMatch(/cannot be written .* Nothing was changed\. .*DATA_DIR=/s);
        const fresh = openDatabaseHere({ databaseUrl: null, dataDir: join(folder, "fresh"), log });
        await expect(fresh).rejects.toMatchObject({ problem: "read-only" });
      } finally {
        execFileSync("umount", [folder]);
      }
      expect(readFileSync(path)).toEqual(before);
    },
  );
});

function canBindMount(): boolean {
  const probe = mkdtempSync(join(tmpdir(), "rondo-mount-"));
  try {
    execFileSync("mount", ["--bind", probe, probe], { stdio: "ignore" });
    execFileSync("umount", [probe], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}
