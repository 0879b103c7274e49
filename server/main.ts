/** The process: environment → parts → listen → graceful stop. The only file of the server that acts when imported. */

import { createServer } from "node:http";
import { isIPv4 } from "node:net";
import { join } from "node:path";
import next from "next";
import type { ParticipantId } from "#protocol/ids.ts";
import { createAdmin } from "./admin/admin.ts";
import { createApp } from "./app.ts";
import { type Config, ConfigError, helpText, isHelpWanted, parseConfig } from "./config.ts";
import { DatabaseStartError } from "./db/errors.ts";
import { openDatabase } from "./db/open-database.ts";
import { greeting } from "./greeting.ts";
import { createCheckApi } from "./http/check-api.ts";
import { createRatingsApi } from "./http/ratings-api.ts";
import type { Route } from "./http/route.ts";
import { isWildcard, lanCertificate, ownAddresses, reachableAt, urlHost } from "./lan.ts";
import { createLog } from "./log.ts";
import { createMeasurements } from "./measurements/measurements.ts";
import { createRatings } from "./ratings/ratings.ts";
import type { LiveRooms } from "./rooms/live-rooms.ts";
import { DamagedKeyError, loadSecrets } from "./secrets.ts";
import { chooseStun, createIceServers } from "./turn/ice-servers.ts";
import { startOwnCoturn } from "./turn/own-coturn.ts";

const RETENTION_INTERVAL_MS = 60 * 60 * 1000;
const STOP_TIMEOUT_MS = 8_000;
/** TURN's own port (RFC 8656 §15), and enough relayed ports for a few full rooms on one machine. */
const RELAY_PORTS = { listening: 3478, relayMin: 49_160, relayMax: 49_660 };

const argv = process.argv.slice(2);
if (isHelpWanted(argv)) {
  process.stdout.write(helpText());
} else {
  try {
    await start(parseConfig(process.env, argv));
  } catch (error) {
    const sentence = explain(error);
    if (sentence === null) throw error;
    process.stderr.write(`Rondo did not start.\n${sentence}\n`);
    process.exit(1);
  }
}

async function start(config: Config): Promise<void> {
  const dev = process.env["NODE_ENV"] === "development";
  const log = createLog(config.logLevel);
  const nowMs = Date.now;
  const addresses = ownAddresses();
  const open = !config.isLocal && config.publicUrl === null;
  const reachable = open ? reachableAt(config.host, addresses) : [];

  // Next.js hangs its own upgrade listener on the server it is told of. Ours answers upgrades itself, so it gets a
  // stand-in that never listens; in development its refresh is served through it.
  const standIn = createServer();
  const pages = next({ dev, dir: process.cwd(), httpServer: standIn });
  const preparing = pages.prepare();
  // The rejection is awaited below; this only keeps it from counting as unhandled while the database opens.
  preparing.catch(() => undefined);

  const secrets = loadSecrets(config.dataDir);
  const database = await openDatabase({
    databaseUrl: config.databaseUrl,
    dataDir: config.dataDir,
    log,
  });
  const tls = config.lan ? await lanCertificate(config.dataDir, addresses, nowMs()) : null;

  const relay = config.turn
    ? await startOwnCoturn({
        dataDir: config.dataDir,
        configFile: join(process.cwd(), "deploy/coturn/turnserver.conf"),
        address: relayAddress(config, addresses),
        ports: RELAY_PORTS,
        log,
      })
    : null;
  const ownRelay = relay !== null && "turnUrls" in relay ? relay : null;
  const turnUrls = ownRelay?.turnUrls ?? config.turnUrls;
  const { stunUrls, publicStun } = chooseStun({
    stunUrls: config.stunUrls,
    turnUrls,
    publicUrl: config.publicUrl?.origin ?? null,
  });
  const ice = createIceServers({
    stunUrls,
    turnUrls,
    turnSecret: ownRelay?.turnSecret ?? config.turnSecret,
    ttlMs: config.turnTtlMs,
    nowMs,
  });

  const measurements = createMeasurements(nowMs());
  const ratings = createRatings(nowMs());
  let baseUrl = "";
  let closeAdmin: () => void = () => undefined;
  let oneTimeLink: () => Promise<string | null> = async () => null;
  const onTerminal = process.stdout.isTTY === true;
  const adminRoutes = (rooms: LiveRooms): readonly Route[] => {
    const admin = createAdmin({
      config: { adminPassword: config.adminPassword, dataDir: config.dataDir },
      signIn: {
        triesPerAddress: config.signInTriesPerAddress,
        triesInAll: config.signInTries,
        windowMs: config.signInWindowMs,
      },
      database,
      rooms,
      log,
      nowMs,
      baseUrl: () => baseUrl,
      ...(onTerminal ? { announce: (text: string) => process.stdout.write(`${text}\n`) } : {}),
      relay: turnUrls.length > 0 ? "configured" : "none",
      publicStun,
      measurements: measurements.read,
      ratings: ratings.read,
    });
    closeAdmin = admin.close;
    oneTimeLink = admin.oneTimeLink;
    return admin.routes;
  };

  await preparing;
  // Next.js prints what nobody caught as bare text; ours are lines of the log, without what callers may have sent.
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.removeAllListeners(event);
    process.on(event, (error: unknown) => log.error({ error, event }, "nobody caught this"));
  }
  const handle = pages.getRequestHandler();
  const app = createApp({
    database,
    secrets,
    render: (request, response) => handle(request, response),
    routes: (rooms) => [
      ...adminRoutes(rooms),
      ...createCheckApi({
        iceFor: ice.forCheck,
        perHourPerAddress: config.checksPerHourPerAddress,
        perHour: config.checksPerHour,
      }),
      ...createRatingsApi({
        add: ratings.add,
        perHourPerAddress: config.ratingsPerHourPerAddress,
      }),
    ],
    iceFor: (participant: ParticipantId) => ice.forParticipant(participant),
    hasRelay: turnUrls.length > 0,
    measurements,
    gate: {
      publicUrl: config.publicUrl,
      ownHosts: reachable.map(urlHost),
      trustedProxies: config.trustedProxies,
      maxSockets: config.maxSockets,
      maxSocketsPerAddress: config.maxSocketsPerAddress,
      roomsPerHourPerAddress: config.roomsPerHourPerAddress,
      lookupsPerMinutePerAddress: config.lookupsPerMinutePerAddress,
    },
    rooms: {
      capacity: config.roomMaxPeople,
      comfortable: config.roomComfortablePeople,
      seatGraceMs: config.seatGraceMs,
      seatCloseGraceMs: config.seatCloseGraceMs,
      seatClaimMs: config.seatClaimMs,
      chatMaxEntries: config.chatMaxEntries,
      removalBanMs: config.removalBanMs,
      lobbyMaxPeople: config.lobbyMaxPeople,
      lobbyDenialMs: config.lobbyDenialMs,
      passwords: {
        guessesPerRoom: config.passwordGuessesPerRoom,
        guessesPerAddress: config.passwordGuessesPerAddress,
        checksPerAddress: config.passwordChecksPerAddress,
        windowMs: config.passwordWindowMs,
      },
    },
    roomChangesPerMinutePerAddress: config.roomChangesPerMinutePerAddress,
    sockets: config,
    tls,
    ...(dev
      ? {
          otherUpgrades: (request, socket, head) => {
            standIn.emit("upgrade", request, socket, head);
          },
        }
      : {}),
    dev,
    nowMs,
    log,
  });

  const port = await app.listen(config.port, config.host);
  const scheme = tls === null ? "http" : "https";
  const ownName = open && !isWildcard(config.host) ? urlHost(config.host) : "localhost";
  baseUrl = config.publicUrl?.origin ?? `${scheme}://${ownName}:${port}`;

  const deleteExpired = (): void => {
    const now = nowMs();
    const limits = {
      beforeMs: now - config.retentionMs,
      roomsBeforeMs: now - config.roomUnusedMs,
      nowMs: now,
    };
    database
      .deleteExpired(limits)
      .then(({ calls }) => log.info({ count: calls }, "expired calls deleted"))
      .catch((error: unknown) => log.error({ error }, "expired calls could not be deleted"));
  };
  const retention = setInterval(deleteExpired, RETENTION_INTERVAL_MS);
  deleteExpired();

  // Before the greeting: whoever reads that it is ready may stop it in the same moment.
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    // Whatever hangs, the process ends; what is in the journal by then is on disk or was reported.
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
    clearInterval(retention);
    closeAdmin();
    await app.close();
    await database.close();
    await ownRelay?.stop();
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      stop().catch((error: unknown) => {
        log.error({ error }, "the stop failed");
        process.exit(1);
      });
    });
  }

  process.stdout.write(
    greeting({
      url: baseUrl,
      phoneUrls: reachable.map((address) => `${scheme}://${urlHost(address)}:${port}`),
      lan: config.lan,
      dataDir: config.dataDir,
      database: database.kind,
      relay:
        relay === null
          ? turnUrls.length > 0
            ? "configured"
            : "none"
          : ownRelay === null
            ? "missing"
            : "own",
      relayCure: relay !== null && "cure" in relay ? relay.cure : null,
      publicStun,
      adminLink: await oneTimeLink(),
      onTerminal,
    }),
  );
}

/** Where the machine's own relay listens: where the people are. */
function relayAddress(config: Config, addresses: readonly string[]): string {
  if (config.isLocal) return "127.0.0.1";
  if (isIPv4(config.host) && addresses.includes(config.host)) return config.host;
  return addresses.find((address) => !address.includes(":")) ?? "127.0.0.1";
}

/** A sentence for the errors a person can do something about; null for the others. */
function explain(error: unknown): string | null {
  if (
    error instanceof ConfigError ||
    error instanceof DatabaseStartError ||
    error instanceof DamagedKeyError
  ) {
    return error.message;
  }
  if (!(error instanceof Error) || !("code" in error)) return null;
  // Errors with a code are Node's own; those of the system name the call that failed, and the file where there is one.
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  if (syscall === "listen" || syscall === "getaddrinfo") return explainListening(code);
  switch (code) {
    case "EROFS":
    case "EACCES":
    case "EPERM":
    case "EEXIST":
    case "ENOTDIR":
    case "EISDIR":
      return `DATA_DIR must be a folder that can be written, and ${path ?? "this one"} is not. Example: DATA_DIR=./data`;
    case "ENOSPC":
      return "The disk with DATA_DIR is full. Make room, or choose a folder on another disk. Example: DATA_DIR=./data";
    default:
      return null;
  }
}

function explainListening(code: string | undefined): string | null {
  switch (code) {
    case "EADDRINUSE":
      return "The port is in use, perhaps by another Rondo. Stop that program, or choose another port. Example: PORT=3001 npm start";
    case "EACCES":
      return "This port is not allowed to this user; ports below 1024 often are not. Example: PORT=3000 npm start";
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "HOST is not an address of this machine. Example: HOST=127.0.0.1";
    default:
      return null;
  }
}
