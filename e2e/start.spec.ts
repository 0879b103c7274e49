/**
 * What the built server does when it starts and stops, as the person at the terminal sees it. What keeps it from
 * starting is said in a sentence, and nothing is lost.
 */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { get, type RequestOptions } from "node:https";
import { createServer, isIPv4 } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { io } from "socket.io-client";
import { PROTOCOL_VERSION, SOCKET_PATH } from "#protocol/answers.ts";
import { configTable } from "#server/config.ts";
import { ownAddresses } from "#server/lan.ts";
import { fillRoom } from "./raw-participants.ts";

const PASSWORD = "quiet lanterns over the harbour";

let dataDir: string;
let children: ChildProcess[] = [];

test.beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "rondo-start-"));
});

test.afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children = [];
  rmSync(dataDir, { recursive: true, force: true });
});

interface Start {
  readonly env?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  /** A program that runs the server, with its words. */
  readonly command?: readonly string[];
}

interface Started {
  /** Where it says that it is ready; null when it ended instead. */
  readonly url: string | null;
  /** Everything it has printed so far. */
  said(): string;
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  signal(name: NodeJS.Signals): void;
}

/** Starts the server and waits until it is ready or has ended. */
async function start({ env = {}, flags = [], command = [] }: Start = {}): Promise<Started> {
  const [program = process.execPath, ...words] = [...command, process.execPath];
  const child = spawn(program, [...words, "dist/server.mjs", ...flags], {
    env: { ...process.env, NODE_ENV: "production", PORT: "0", DATA_DIR: dataDir, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  let said = "";
  const ended = once(child, "close").then(([code, signal]) => code ?? signal);
  const ready = new Promise<string>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        said += String(chunk);
        const url = /Rondo is ready: +(\S+)/.exec(said)?.[1];
        if (url !== undefined) resolve(url);
      });
    }
  });
  const url = await Promise.race([ready, ended.then(() => null)]);
  return {
    url,
    said: () => said,
    ended,
    signal: (name) => child.kill(name),
  };
}

/** Starts the server where it must not start: it ends by itself, says so, and shows no stack. Returns what it said. */
async function expectRefusal(options: Start): Promise<string> {
  const { url, said, ended } = await start(options);
  expect(url, "it started").toBeNull();
  expect(await ended).toBe(1);
  expect(said()).toContain("Rondo did not start.\n");
  expect(said()).not.toMatch(/^\s+at .*:\d+/m);
  return said();
}

async function expectReady(options?: Start): Promise<Started & { readonly url: string }> {
  const started = await start(options);
  if (started.url === null) throw new Error(`it did not start:\n${started.said()}`);
  return { ...started, url: started.url };
}

async function stop(started: Started): Promise<void> {
  started.signal("SIGTERM");
  expect(await started.ended).toBe(0);
}

async function newMeeting(url: string): Promise<string> {
  const response = await fetch(`${url}/api/rooms`, { method: "POST", body: "{}" });
  const { code } = await response.json();
  return code;
}

const databaseFile = () => join(dataDir, "rondo.sqlite");

test.describe("what keeps it from starting", () => {
  test("a port in use", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    const port = typeof address === "object" ? address?.port : undefined;

    const said = await expectRefusal({ env: { PORT: String(port) } });

    expect(said).toMatch(/port is in use.*Example: PORT=\d+/);
    other.close();
  });

  for (const [name, value] of [
    ["PORT", "many"],
    ["HOST", "http://localhost"],
    ["PUBLIC_URL", "meet.example.org"],
    ["DATABASE_URL", "mysql://localhost/rondo"],
    ["STUN_URLS", "stun.example.org"],
    ["TURN_URLS", "turn:turn.example.org:99999"],
    ["TURN_SECRET", "short"],
    ["TURN_TTL_SECONDS", "7200"],
    ["TRUSTED_PROXIES", "everywhere"],
    ["ROOM_MAX_PEOPLE", "1000"],
    ["LOG_LEVEL", "loud"],
  ] as const) {
    test(`${name}=${value}, named with its problem and an example`, async () => {
      const said = await expectRefusal({ env: { [name]: value } });

      expect(said).toMatch(new RegExp(`^${name} must .+\\. Example: ${name}=`, "m"));
      expect(readdirSync(dataDir)).toEqual([]);
    });
  }

  test("several wrong variables and flags, all named at once", async () => {
    const said = await expectRefusal({
      env: { PORT: "many", LOG_LEVEL: "loud" },
      flags: ["--fast"],
    });

    expect(said).toMatch(/^PORT must /m);
    expect(said).toMatch(/^LOG_LEVEL must /m);
    expect(said).toMatch(/^Unknown option "--fast"\. There are --lan, --turn/m);
  });

  for (const weak of ["admin", "1234567", "password1234", "aaaaaaaaaaaaaaaa"]) {
    test(`[38] the weak ADMIN_PASSWORD ${weak}, which is not repeated`, async () => {
      const said = await expectRefusal({ env: { ADMIN_PASSWORD: weak } });

      expect(said).toMatch(/^ADMIN_PASSWORD (?:must|is) .+\. Example: ADMIN_PASSWORD=/m);
      expect(said).not.toContain(`"${weak}"`);
    });
  }

  for (const env of [{ HOST: "0.0.0.0" }, { PUBLIC_URL: "https://meet.example.org" }]) {
    test(`[38] no ADMIN_PASSWORD with ${JSON.stringify(env)}`, async () => {
      const said = await expectRefusal({ env });

      expect(said).toMatch(/^ADMIN_PASSWORD must be set, since .+\. Example: ADMIN_PASSWORD=/m);
    });
  }

  test("a HOST that is not of this machine", async () => {
    const said = await expectRefusal({ env: { HOST: "192.0.2.99", ADMIN_PASSWORD: PASSWORD } });

    expect(said).toMatch(/HOST is not an address of this machine\. Example: HOST=/);
  });

  test("a damaged key file, which is left as it is", async () => {
    const file = join(dataDir, "secret.key");
    writeFileSync(file, "short");

    const said = await expectRefusal({});

    expect(said).toContain(`${file} is damaged: delete it to make a new one`);
    expect(readFileSync(file, "utf8")).toBe("short");
  });

  test("a DATA_DIR that is a file, or below one", async () => {
    const file = join(dataDir, "file");
    writeFileSync(file, "");

    for (const path of [file, join(file, "data")]) {
      const said = await expectRefusal({ env: { DATA_DIR: path } });

      expect(said).toMatch(/^DATA_DIR must be a folder that can be written.+Example: DATA_DIR=/m);
    }
  });

  test("a DATA_DIR that this user may not write", async () => {
    test.skip(process.platform === "win32", "Windows has no file modes; run it elsewhere");
    chmodSync(dataDir, 0o500);
    // Root writes through file modes, unless it gives up the right to.
    const command =
      process.getuid?.() === 0 ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] : [];

    const said = await expectRefusal({ env: { DATA_DIR: join(dataDir, "data") }, command });

    expect(said).toMatch(/^DATA_DIR must be a folder that can be written.+Example: DATA_DIR=/m);
  });

  test("a corrupt database file, which is left as it is", async () => {
    const junk = Buffer.alloc(8192, "not a database");
    writeFileSync(databaseFile(), junk);

    const said = await expectRefusal({});

    expect(said).toContain(
      `${databaseFile()} is damaged or is not a database. Nothing was changed.`,
    );
    expect(readFileSync(databaseFile()).equals(junk)).toBe(true);
  });

  test("a database of a newer version, which is left as it is", async () => {
    await stop(await expectReady());
    const database = await new PrismaLibSql({ url: `file:${databaseFile()}` }).connect();
    await database.executeRaw({
      sql:
        "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, started_at, applied_steps_count) " +
        "VALUES ('newer', '', '99990101000000_newer', 1, 1, 1)",
      args: [],
      argTypes: [],
    });
    // All in one file: whoever closes a database last moves what its log still holds, which is no change of it.
    await database.queryRaw({ sql: "PRAGMA wal_checkpoint(TRUNCATE)", args: [], argTypes: [] });
    await database.dispose();
    const before = readFileSync(databaseFile());

    const said = await expectRefusal({});

    expect(said).toContain("made by a newer version of Rondo (it knows 99990101000000_newer");
    expect(readFileSync(databaseFile()).equals(before)).toBe(true);
  });

  test("a PostgreSQL that does not answer; its password is not shown", async () => {
    const said = await expectRefusal({
      env: { DATABASE_URL: "postgresql://rondo:canary-password@127.0.0.1:1/rondo" },
    });

    expect(said).toContain("PostgreSQL does not answer at 127.0.0.1:1");
    expect(said).not.toContain("canary");
  });

  test.describe("a read-only disk", () => {
    // Root writes through file modes, so the disk itself must refuse. The mount is seen by the server alone and ends
    // with it.
    const readOnly = [
      ...["unshare", "--mount", "sh", "-c"],
      'mount --bind "$DATA_DIR" "$DATA_DIR" && mount -o remount,ro,bind "$DATA_DIR" && exec "$@"',
      "sh",
    ];

    test.beforeEach(() => {
      test.skip(process.platform !== "linux", "mounts are made on Linux only; run it there");
      test.skip(process.getuid?.() !== 0, "mounting needs root; sudo npm test");
      const tried = spawnSync("unshare", ["--mount", "true"]);
      test.skip(tried.status !== 0, "no mounts here; run outside a container or with --privileged");
    });

    test("with a database of before, which is left as it is", async () => {
      await stop(await expectReady());
      const before = readFileSync(databaseFile());

      const said = await expectRefusal({ command: readOnly });

      expect(said).toMatch(/rondo\.sqlite cannot be written .*Nothing was changed.*DATA_DIR=/);
      expect(readFileSync(databaseFile()).equals(before)).toBe(true);
      await stop(await expectReady());
    });

    test("at the first start", async () => {
      const said = await expectRefusal({ command: readOnly });

      expect(said).toMatch(/^DATA_DIR .+\. Example: DATA_DIR=/m);
    });
  });
});

test("--help tells every variable, starts nothing and succeeds", async () => {
  const { url, said, ended } = await start({ flags: ["--help"], env: { PORT: "many" } });

  expect(url).toBeNull();
  expect(await ended).toBe(0);
  for (const { name } of configTable) expect(said()).toContain(`\n  ${name}`);
  expect(readdirSync(dataDir)).toEqual([]);
});

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  test(`${signal} in the middle of a call ends it in order; nothing is lost`, async () => {
    const first = await expectReady();
    const code = await newMeeting(first.url);
    const people = await fillRoom(first.url, code, 2);
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
    // A page that is open keeps its connection; that must not hold up the end.
    await (await fetch(first.url)).text();

    first.signal(signal);

    expect(await first.ended).toBe(0);
    expect(first.said()).not.toMatch(/"level":"(?:warn|error|fatal)"/);
    people.close();
    const second = await expectReady();
    expect((await fetch(`${second.url}/r/${code}`)).status).toBe(200);
    await (await fillRoom(second.url, code, 1)).leaveOne();
    await stop(second);
  });
}

test("the folder with the data is its owner's alone", async () => {
  const inside = join(dataDir, "data");

  const started = await expectReady({ env: { DATA_DIR: inside } });

  for (const path of [inside, join(inside, "rondo.sqlite"), join(inside, "secret.key")]) {
    expect([path, statSync(path).mode & 0o077]).toEqual([path, 0]);
  }
  await stop(started);
});

/** A page over https, as a browser that trusts this one certificate gets it. */
async function getTrusting(url: string, options: RequestOptions): Promise<[number, string]> {
  const request = get(url, options);
  const [response] = await once(request, "response");
  let body = "";
  for await (const chunk of response) body += String(chunk);
  return [response.statusCode, body];
}

test("a HOST that is an address of this machine is the one it is reached at", async () => {
  const [address] = ownAddresses().filter((own) => isIPv4(own));
  test.skip(address === undefined, "this machine has no network address; connect it to one");

  const started = await expectReady({
    env: { HOST: address ?? "", ADMIN_PASSWORD: PASSWORD },
  });

  expect(started.url).toMatch(new RegExp(`^http://${address}:\\d+$`));
  expect([...started.said().matchAll(/From a phone: +(\S+)/g)].map(([, url]) => url)).toEqual([
    started.url,
  ]);
  expect((await fetch(started.url)).status).toBe(200);
  await stop(started);
});

test("--lan serves https at the addresses it tells, with one certificate for all of them", async () => {
  const started = await expectReady({ flags: ["--lan"] });
  const port = new URL(started.url).port;
  const certificate = readFileSync(join(dataDir, "lan-cert.pem"));
  const told = [...started.said().matchAll(/From a phone: +(\S+)/g)].map(([, url = ""]) => url);
  expect(started.url).toBe(`https://localhost:${port}`);

  for (const url of [started.url, `https://127.0.0.1:${port}`, ...told]) {
    // Node checks that the certificate is for this very address.
    const [status, body] = await getTrusting(url, { ca: certificate, agent: false });
    expect([url, status]).toEqual([url, 200]);
    expect(body).toContain("<title>");
  }
  await expect(fetch(started.url.replace("https:", "http:"))).rejects.toThrow();
  expect(statSync(join(dataDir, "lan-key.pem")).mode & 0o077).toBe(0);
  await stop(started);

  const again = await expectReady({ flags: ["--lan"], env: { PORT: port } });
  expect(readFileSync(join(dataDir, "lan-cert.pem")).equals(certificate)).toBe(true);
  await stop(again);
});

test("[48] secrets of the configuration are in no page, script, message, answer or log line", async () => {
  const folder = join(dataDir, "canary-folder-41d8");
  mkdirSync(folder);
  const canaries = {
    ADMIN_PASSWORD: "canary-password-90b7c2",
    TURN_SECRET: "canary-turn-secret-5e1f03",
    DATABASE_URL: `file:${join(folder, "canary-database-77aa.sqlite")}`,
  };
  const started = await expectReady({
    env: {
      ...canaries,
      TURN_URLS: "turn:turn.example.org:3478?transport=udp",
      LOG_LEVEL: "trace",
    },
  });
  const { url } = started;
  const code = await newMeeting(url);
  const seen: [where: string, text: string][] = [];
  const look = async (path: string, init?: RequestInit): Promise<string> => {
    const response = await fetch(`${url}${path}`, init);
    const text = await response.text();
    seen.push([path, `${JSON.stringify([...response.headers])}\n${text}`]);
    return text;
  };

  const pages = ["/", `/r/${code}`, "/r/0000-0000-0000", "/no/such/page", "/admin"];
  for (const page of pages) {
    const html = await look(page);
    for (const [asset] of html.matchAll(/\/_next\/static\/[\w./~-]+/g)) await look(asset);
  }
  const built = readdirSync(".next/static", { recursive: true, encoding: "utf8" });
  for (const file of built.filter((name) => statSync(join(".next/static", name)).isFile())) {
    expect(file).not.toMatch(/\.map$/);
    expect(await look(`/_next/static/${file}`)).not.toBe("");
  }
  for (const path of ["/healthz", "/readyz", "/api/admin/session", "/api/admin/overview"]) {
    await look(path);
  }
  for (const password of ["wrong", canaries.ADMIN_PASSWORD]) {
    await look("/api/admin/session", {
      method: "POST",
      headers: { origin: url, "content-type": "application/json" },
      body: JSON.stringify({ password }),
    });
  }
  const socket = io(url, {
    path: SOCKET_PATH,
    transports: ["websocket"],
    auth: { protocol: PROTOCOL_VERSION },
  });
  socket.onAny((...notice) => seen.push(["notice", JSON.stringify(notice)]));
  const ann = { code, session: "ann-ann-ann-ann-ann", name: "Ann" };
  for (const [name, payload] of [
    ["room:look", { code }],
    ["room:join", { ...ann, self: { microphone: false, camera: false } }],
    ["ice:refresh", {}],
    ["room:join", { nonsense: true }],
    ["room:leave", {}],
  ] as const) {
    seen.push([name, JSON.stringify(await socket.timeout(5_000).emitWithAck(name, payload))]);
  }
  socket.disconnect();
  expect(seen.find(([where]) => where === "ice:refresh")?.[1]).toContain("turn.example.org");
  await stop(started);
  seen.push(["the terminal", started.said()]);

  const key = readFileSync(join(dataDir, "secret.key"));
  const secrets = [
    ...["canary-password-90b7c2", "canary-turn-secret-5e1f03", "canary-database-77aa"].map((text) =>
      Buffer.from(text),
    ),
    key,
  ];
  for (const secret of secrets) {
    for (const encoding of ["latin1", "hex", "base64", "base64url"] as const) {
      const form = secret.toString(encoding).replace(/=+$/, "");
      expect(seen.filter(([, text]) => text.includes(form)).map(([where]) => where)).toEqual([]);
    }
  }
});
