import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { findTurnserver, howToInstall, type OwnCoturn, startOwnCoturn } from "./own-coturn.ts";
import { answersStun } from "./stun-binding.ts";
import { credentialsFor, openTurnProbe } from "./turn-probe-for-tests.ts";

const SHIPPED = fileURLToPath(new URL("../../deploy/coturn/turnserver.conf", import.meta.url));
const HOUR_MS = 3_600_000;
const noLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

const missing =
  findTurnserver() === undefined
    ? howToInstall(process.platform)
    : ownAddress() === undefined
      ? "this machine has no network address; connect it to one"
      : undefined;

function ownAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === "IPv4" && !internal)?.address;
}

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "rondo-own-coturn-"));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

/** A port that was free a moment ago, by TCP and UDP. */
async function freePort(): Promise<number> {
  for (;;) {
    const tcp = createServer();
    const udp = createSocket("udp4");
    try {
      tcp.listen(0, "127.0.0.1");
      await once(tcp, "listening");
      const address = tcp.address();
      if (address === null || typeof address === "string") throw new Error("not listening");
      udp.bind(address.port, "127.0.0.1");
      await once(udp, "listening");
      return address.port;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    } finally {
      tcp.close();
      udp.close();
    }
  }
}

async function options(dataDir: string) {
  return {
    dataDir,
    configFile: SHIPPED,
    address: "127.0.0.1",
    ports: { listening: await freePort(), relayMin: 40_000, relayMax: 40_999 },
    log: noLog,
  };
}

async function started(settings: Awaited<ReturnType<typeof options>>): Promise<OwnCoturn> {
  const coturn = await startOwnCoturn(settings);
  if ("missing" in coturn) throw new Error(coturn.cure);
  onTestFinished(() => coturn.stop());
  return coturn;
}

afterEach(() => vi.unstubAllEnvs());

describe.skipIf(missing !== undefined)(
  missing === undefined ? "the own relay" : `the own relay (${missing})`,
  () => {
    test("it answers at its address, knows the secret, and is silent after its stop", async () => {
      const settings = await options(await folder());
      const coturn = await started(settings);
      const at = { host: settings.address, port: settings.ports.listening };
      const ann = await openTurnProbe(at);
      onTestFinished(() => ann.close());

      expect(coturn.turnUrls).toEqual([
        `turn:127.0.0.1:${at.port}?transport=udp`,
        `turn:127.0.0.1:${at.port}?transport=tcp`,
      ]);
      expect(await ann.allocate({ credentials: credentialsFor(coturn.turnSecret, HOUR_MS) })).toBe(
        "ok",
      );
      await coturn.stop();
      expect(await answersStun(at, { timeoutMs: 500 })).toBe(false);
    });

    test("on loopback it relays from another address of this machine, and to that one only", async () => {
      const settings = await options(await folder());
      const coturn = await started(settings);
      const ann = await openTurnProbe({
        host: settings.address,
        port: settings.ports.listening,
      });
      onTestFinished(() => ann.close());
      await ann.allocate({ credentials: credentialsFor(coturn.turnSecret, HOUR_MS) });
      const relayed = ann.relayed();
      if (relayed === undefined) throw new Error("not allocated");

      expect(relayed.host).not.toMatch(/^127\./);
      expect(await ann.createPermission({ host: relayed.host, port: 9 })).toBe("ok");
      for (const host of ["127.0.0.1", "0.0.0.0", "10.9.8.7", "192.168.9.8", "::1"]) {
        expect([403, 443]).toContain(await ann.createPermission({ host, port: 9 }));
      }
    });

    test("[48] the secret is in two files of the owner's, and on no command line", async () => {
      const dataDir = await folder();
      const { turnSecret } = await started(await options(dataDir));

      expect(turnSecret).toMatch(/^[0-9a-f]{64}$/);
      const files = await readdir(dataDir);
      expect(files.sort()).toEqual(["turn-secret", "turnserver.conf"]);
      for (const file of files) {
        expect((await stat(join(dataDir, file))).mode & 0o777).toBe(0o600);
      }
      if (!existsSync("/proc")) return;
      for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
        const words = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
        expect(words).not.toContain(turnSecret);
      }
    });

    test("credentials outlive a restart, and a damaged secret is replaced", async () => {
      const dataDir = await folder();
      const settings = await options(dataDir);
      const first = await started(settings);
      await first.stop();
      const second = await started(settings);
      await second.stop();
      await writeFile(join(dataDir, "turn-secret"), "half a sec");
      const third = await started(settings);

      expect(second.turnSecret).toBe(first.turnSecret);
      expect(third.turnSecret).toMatch(/^[0-9a-f]{64}$/);
      expect(third.turnSecret).not.toBe(first.turnSecret);
    });

    test("a port that is taken is said, also by another coturn, which would share it", async () => {
      const settings = await options(await folder());
      await started(settings);

      const second = await startOwnCoturn({ ...settings, dataDir: await folder() });

      expect(second).toEqual({
        missing: true,
        cure: expect.stringMatching(`port ${settings.ports.listening} .* in use`),
      });
    });

    test("it ends with the process that started it, even a killed one", async () => {
      const settings = await options(await folder());
      const at = { host: settings.address, port: settings.ports.listening };
      const program = `
        import { startOwnCoturn } from ${JSON.stringify(new URL("./own-coturn.ts", import.meta.url))};
        const noLog = { info() {}, warn() {}, error() {} };
        const started = await startOwnCoturn({ ...${JSON.stringify({ ...settings, log: undefined })}, log: noLog });
        console.log("cure" in started ? started.cure : "started");
        setInterval(() => {}, 1000);`;
      const rondo = spawn(
        process.execPath,
        ["--import", "tsx", "--input-type=module", "--eval", program],
        {
          stdio: ["ignore", "pipe", "inherit"],
        },
      );
      onTestFinished(() => {
        rondo.kill("SIGKILL");
      });
      expect(String((await once(rondo.stdout, "data"))[0])).toBe("started\n");
      expect(await answersStun(at, { timeoutMs: 1000 })).toBe(true);

      rondo.kill("SIGKILL");

      await expect.poll(() => answersStun(at, { timeoutMs: 200 }), { timeout: 5000 }).toBe(false);
    });

    test("a coturn that does not come up is said, and leaves nothing running", async () => {
      const bin = await folder();
      await writeFile(join(bin, "turnserver"), "#!/bin/sh\nexit 1\n");
      await chmod(join(bin, "turnserver"), 0o755);
      vi.stubEnv("PATH", `${bin}:${process.env["PATH"]}`);

      expect(await startOwnCoturn(await options(await folder()))).toEqual({
        missing: true,
        cure: expect.stringContaining("coturn did not start"),
      });
    });
  },
);

describe("a machine without coturn", () => {
  test("each system is told how to get it", () => {
    expect(howToInstall("linux")).toContain("apt-get install coturn");
    expect(howToInstall("darwin")).toContain("brew install coturn");
    expect(howToInstall("win32")).toContain("TURN_URLS");
  });
});
