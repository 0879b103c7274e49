import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type RoomCode, roomCodeFromBytes } from "#protocol/room-code.ts";
import { bundleServer, root } from "../../scripts/prepare.mjs";
import { type ContractDatabase, describeDatabaseContract } from "./database.contract.ts";
import type { Database } from "./database.ts";
import { DatabaseStartError } from "./errors.ts";
import { withJournal } from "./open-database.ts";
import { openStoreInThread } from "./store-thread.ts";

const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };

/** The programs as the build makes them, which start far sooner than the sources. */
let programs: string;
let folder: string;

beforeAll(async () => {
  mkdirSync(join(root, ".cache"), { recursive: true });
  // In the project, so that packages are found.
  programs = mkdtempSync(join(root, ".cache", "store-thread-test-"));
  await bundleServer(programs);
});

afterAll(() => {
  rmSync(programs, { recursive: true, force: true });
});

beforeEach(() => {
  vi.clearAllMocks();
  folder = mkdtempSync(join(tmpdir(), "rondo-store-thread-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function open(program = "store-worker.mjs"): Promise<Database> {
  const options = { databaseUrl: null, dataDir: folder, log };
  const url = pathToFileURL(join(programs, program));
  return withJournal(await openStoreInThread(options, url), log);
}

function aCode(): RoomCode {
  return roomCodeFromBytes(crypto.getRandomValues(new Uint8Array(12)));
}

function aRoom(database: Database) {
  return database.rooms.create({
    code: aCode(),
    hostKeyHash: "x",
    requireEmail: false,
    lobby: false,
    passwordHash: null,
    atMs: 1,
  });
}

describe("SQLite in a thread of its own", () => {
  async function select(sql: string): Promise<unknown[][]> {
    const adapter = await new PrismaLibSql({
      url: `file:${join(folder, "rondo.sqlite")}`,
    }).connect();
    try {
      return (await adapter.queryRaw({ sql, args: [], argTypes: [] })).rows;
    } finally {
      await adapter.dispose();
    }
  }

  describeDatabaseContract(async () => {
    const contract = async (): Promise<ContractDatabase> => {
      const database = await open();
      return { database, select, reopen: contract, close: () => database.close() };
    };
    return await contract();
  });

  test("says why it cannot be opened, as it would here", async () => {
    writeFileSync(join(folder, "rondo.sqlite"), "Dear diary, this is not a database. ".repeat(400));

    const error: unknown = await open().catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(DatabaseStartError);
    expect(error).toMatchObject({
      problem: "corrupt",
      message: expect.stringContaining("Nothing was changed"),
    });
  });

  test("writes its lines into the log of the process", async () => {
    const database = await open();
    expect(log.info).toHaveBeenCalledWith(
      { count: expect.any(Number) },
      "database: applied migrations",
    );

    database.journal.record({ kind: "call-started", callId: "1", roomId: "none", atMs: 1 });
    await database.journal.flush(5_000);

    expect(log.warn).toHaveBeenCalledWith({ count: 1 }, expect.stringContaining("left out"));
    await database.close();
  });

  test("answers while this thread is asked many things at once, each with its own answer", async () => {
    const database = await open();
    const rooms = await Promise.all(Array.from({ length: 20 }, () => aRoom(database)));

    const found = await Promise.all(rooms.map(({ code }) => database.rooms.find(code)));

    expect(found).toEqual(rooms);
    await database.close();
  });

  test("answers nothing after it was closed", async () => {
    const database = await open();
    await database.close();

    await expect(database.ping()).rejects.toThrow(/ended|not running/);
    expect(log.error).not.toHaveBeenCalled();
  });
});

describe("a thread that ends by itself", () => {
  /** The true program, and something that happens when a call comes. */
  function program(onQuestion: string): string {
    writeFileSync(
      join(programs, "dying.mjs"),
      `import { existsSync, writeFileSync } from "node:fs";
       import { parentPort } from "node:worker_threads";
       import "./store-worker.mjs";
       const firstTime = (name) => {
         const file = ${JSON.stringify(folder)} + "/" + name;
         if (existsSync(file)) return false;
         writeFileSync(file, "");
         return true;
       };
       parentPort.on("message", ({ name }) => { ${onQuestion} });`,
    );
    return "dying.mjs";
  }

  test("fails what waits for it and what comes next, and is replaced", async () => {
    const database = await open(program(`if (name === "rooms.count") process.exit(3);`));
    const room = await aRoom(database);

    const counting = database.rooms.count();
    const listing = database.calls.listOpen();

    await expect(counting).rejects.toThrow("ended (3)");
    await expect(listing).rejects.toThrow("ended (3)");
    await expect(database.ping()).rejects.toThrow("not running");
    expect(log.error).toHaveBeenCalledWith(
      expect.objectContaining({ error: expect.any(Error) }),
      expect.stringContaining("starting another"),
    );

    await vi.waitFor(() => database.ping(), { timeout: 5_000 });
    expect(await database.rooms.find(room.code)).toEqual(room);
    await database.close();
  });

  test("says what nobody caught in it", async () => {
    const database = await open(
      program(`if (name === "rooms.count") throw new RangeError("too far");`),
    );

    await expect(database.rooms.count()).rejects.toMatchObject({
      name: "RangeError",
      message: "too far",
    });
    await database.close();
  });

  test("loses no event, neither those it was writing nor those that came meanwhile", async () => {
    const database = await open(
      program(`if (name === "events.write" && firstTime("died")) process.exit(3);`),
    );
    const { id: roomId } = await aRoom(database);
    const callIds = Array.from({ length: 40 }, (_, at) => `call-${at}`);
    for (const callId of callIds.slice(0, 20)) {
      database.journal.record({ kind: "call-started", callId, roomId, atMs: 1 });
    }
    await vi.waitFor(() => expect(log.error).toHaveBeenCalled(), { timeout: 5_000 });
    for (const callId of callIds.slice(20)) {
      database.journal.record({ kind: "call-started", callId, roomId, atMs: 1 });
    }

    await database.journal.flush(8_000);

    const running = await database.calls.listOpen();
    expect(new Set(running.map((call) => call.callId))).toEqual(new Set(callIds));
    await database.close();
  });

  test("stays away when the database is closed meanwhile", async () => {
    const database = await open(program(`if (name === "rooms.count") process.exit(3);`));
    await expect(database.rooms.count()).rejects.toThrow();

    await database.close();

    await expect(database.ping()).rejects.toThrow();
    expect(log.info).not.toHaveBeenCalledWith({}, expect.stringContaining("runs again"));
  });
});
