/** What can be set from outside, parsed and checked once at start. */

import { resolve } from "node:path";
import { z } from "zod/mini";
import { configTable, type Variable, variables } from "./config/variables.ts";
import type { SocketLimits } from "./socket/bind.ts";

export { configTable } from "./config/variables.ts";

/** The settings of a process; all of them checked, with defaults filled in. */
export interface Config extends SocketLimits {
  readonly port: number;
  /** Address to listen on. */
  readonly host: string;
  /** The one address people use, without a path; null for local use. */
  readonly publicUrl: URL | null;
  /** Reached from this machine alone: a loopback host, and no public address that leads elsewhere. */
  readonly isLocal: boolean;
  /** `--lan`: listen on all addresses, over HTTPS with a certificate of our own. */
  readonly lan: boolean;
  /** `--turn`: run this machine's coturn. */
  readonly turn: boolean;
  /** Absolute path. */
  readonly dataDir: string;
  /** `postgresql://…` or `file:…`; null for the embedded database in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly adminPassword: string | null;
  readonly stunUrls: readonly string[];
  readonly turnUrls: readonly string[];
  readonly turnSecret: string | null;
  readonly turnTtlMs: number;
  /** Addresses and networks in CIDR notation. */
  readonly trustedProxies: readonly string[];
  readonly roomMaxPeople: number;
  readonly roomComfortablePeople: number;
  readonly roomUnusedMs: number;
  readonly retentionMs: number;
  readonly seatGraceMs: number;
  readonly seatCloseGraceMs: number;
  readonly seatClaimMs: number;
  readonly chatMaxEntries: number;
  readonly removalBanMs: number;
  readonly lobbyMaxPeople: number;
  readonly lobbyDenialMs: number;
  readonly maxSockets: number;
  readonly maxSocketsPerAddress: number;
  readonly roomsPerHourPerAddress: number;
  readonly lookupsPerMinutePerAddress: number;
  readonly roomChangesPerMinutePerAddress: number;
  readonly passwordGuessesPerRoom: number;
  readonly passwordGuessesPerAddress: number;
  readonly passwordChecksPerAddress: number;
  readonly passwordWindowMs: number;
  readonly checksPerHourPerAddress: number;
  readonly checksPerHour: number;
  readonly ratingsPerHourPerAddress: number;
  readonly signInTriesPerAddress: number;
  readonly signInTries: number;
  readonly signInWindowMs: number;
  readonly logLevel: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
}

/** The configuration is wrong. The message is for people, a line for each thing to correct. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

const flags = {
  "--lan":
    "Let phones and computers of the local network in, over HTTPS with a certificate made here.",
  "--turn": "Run this machine's own TURN relay (coturn) with a secret made here.",
  "--help": "Show this and stop.",
};

const DAY_MS = 24 * 60 * 60 * 1000;

/** A variable as zod sees it: text or nothing in, its value or null out. */
function field<T>(variable: Pick<Variable<T>, "default" | "rule">) {
  return z.pipe(
    z.optional(z.string()),
    z.transform((written, { issues }): T | null => {
      const text = written?.trim() || variable.default;
      if (text === null) return null;
      const ruling = variable.rule(text);
      if ("value" in ruling) return ruling.value;
      issues.push({ code: "custom", message: ruling.problem, input: written });
      return z.NEVER;
    }),
  );
}

/** A variable that has a default always has a value. */
function filled<T>(variable: Pick<Variable<T>, "default" | "rule">) {
  return z.pipe(
    field(variable),
    z.transform((value, { issues }): T => {
      if (value !== null) return value;
      issues.push({ code: "custom", message: "must be set", input: value });
      return z.NEVER;
    }),
  );
}

const Environment = z.object({
  PORT: filled(variables.PORT),
  // Not filled: `--lan` chooses another default.
  HOST: field({ ...variables.HOST, default: null }),
  PUBLIC_URL: field(variables.PUBLIC_URL),
  DATA_DIR: filled(variables.DATA_DIR),
  DATABASE_URL: field(variables.DATABASE_URL),
  ADMIN_PASSWORD: field(variables.ADMIN_PASSWORD),
  STUN_URLS: field(variables.STUN_URLS),
  TURN_URLS: field(variables.TURN_URLS),
  TURN_SECRET: field(variables.TURN_SECRET),
  TURN_TTL_SECONDS: filled(variables.TURN_TTL_SECONDS),
  TRUSTED_PROXIES: field(variables.TRUSTED_PROXIES),
  ROOM_MAX_PEOPLE: filled(variables.ROOM_MAX_PEOPLE),
  ROOM_COMFORTABLE_PEOPLE: filled(variables.ROOM_COMFORTABLE_PEOPLE),
  ROOM_UNUSED_DAYS: filled(variables.ROOM_UNUSED_DAYS),
  RETENTION_DAYS: filled(variables.RETENTION_DAYS),
  SEAT_GRACE_MS: filled(variables.SEAT_GRACE_MS),
  SEAT_CLOSE_GRACE_MS: filled(variables.SEAT_CLOSE_GRACE_MS),
  SEAT_CLAIM_MS: filled(variables.SEAT_CLAIM_MS),
  CHAT_MAX_ENTRIES: filled(variables.CHAT_MAX_ENTRIES),
  REMOVAL_BAN_MS: filled(variables.REMOVAL_BAN_MS),
  LOBBY_MAX_PEOPLE: filled(variables.LOBBY_MAX_PEOPLE),
  LOBBY_DENIAL_MS: filled(variables.LOBBY_DENIAL_MS),
  MAX_MESSAGE_BYTES: filled(variables.MAX_MESSAGE_BYTES),
  MESSAGES_PER_SECOND: filled(variables.MESSAGES_PER_SECOND),
  MESSAGE_BURST: filled(variables.MESSAGE_BURST),
  MAX_REFUSED_MESSAGES: filled(variables.MAX_REFUSED_MESSAGES),
  MAX_UNREAD_BYTES: filled(variables.MAX_UNREAD_BYTES),
  DESCRIPTIONS_PER_SECOND: filled(variables.DESCRIPTIONS_PER_SECOND),
  DESCRIPTION_BURST: filled(variables.DESCRIPTION_BURST),
  CANDIDATES_PER_SECOND: filled(variables.CANDIDATES_PER_SECOND),
  CANDIDATE_BURST: filled(variables.CANDIDATE_BURST),
  CHAT_MESSAGES_PER_SECOND: filled(variables.CHAT_MESSAGES_PER_SECOND),
  CHAT_MESSAGE_BURST: filled(variables.CHAT_MESSAGE_BURST),
  PASSWORD_CHANGES_PER_MINUTE: filled(variables.PASSWORD_CHANGES_PER_MINUTE),
  PASSWORD_CHANGE_BURST: filled(variables.PASSWORD_CHANGE_BURST),
  MAX_SOCKETS: filled(variables.MAX_SOCKETS),
  MAX_SOCKETS_PER_ADDRESS: filled(variables.MAX_SOCKETS_PER_ADDRESS),
  ROOMS_PER_HOUR_PER_ADDRESS: filled(variables.ROOMS_PER_HOUR_PER_ADDRESS),
  ROOM_LOOKUPS_PER_MINUTE_PER_ADDRESS: filled(variables.ROOM_LOOKUPS_PER_MINUTE_PER_ADDRESS),
  ROOM_CHANGES_PER_MINUTE_PER_ADDRESS: filled(variables.ROOM_CHANGES_PER_MINUTE_PER_ADDRESS),
  PASSWORD_GUESSES_PER_ROOM: filled(variables.PASSWORD_GUESSES_PER_ROOM),
  PASSWORD_GUESSES_PER_ADDRESS: filled(variables.PASSWORD_GUESSES_PER_ADDRESS),
  PASSWORD_CHECKS_PER_ADDRESS: filled(variables.PASSWORD_CHECKS_PER_ADDRESS),
  PASSWORD_WINDOW_SECONDS: filled(variables.PASSWORD_WINDOW_SECONDS),
  CHECKS_PER_HOUR_PER_ADDRESS: filled(variables.CHECKS_PER_HOUR_PER_ADDRESS),
  CHECKS_PER_HOUR: filled(variables.CHECKS_PER_HOUR),
  RATINGS_PER_HOUR_PER_ADDRESS: filled(variables.RATINGS_PER_HOUR_PER_ADDRESS),
  SIGN_IN_TRIES_PER_ADDRESS: filled(variables.SIGN_IN_TRIES_PER_ADDRESS),
  SIGN_IN_TRIES: filled(variables.SIGN_IN_TRIES),
  SIGN_IN_WINDOW_SECONDS: filled(variables.SIGN_IN_WINDOW_SECONDS),
  LOG_LEVEL: filled(variables.LOG_LEVEL),
} satisfies Record<keyof typeof variables, z.ZodMiniType>);

/** Names of all variables, in the order of the schema. */
export const environmentKeys: readonly string[] = Object.keys(Environment.shape);

/** Whether the person only asked what can be set; then show `helpText()` and stop, whatever else is wrong. */
export function isHelpWanted(argv: readonly string[]): boolean {
  return argv.includes("--help") || argv.includes("-h");
}

/** Flags and variables with defaults and meanings, for a terminal. */
export function helpText(): string {
  const lines = [
    "npm start [-- flags]",
    "",
    ...Object.entries(flags).map(([flag, meaning]) => `  ${flag.padEnd(8)}${meaning}`),
    "",
    "Environment variables, also read from a file .env (see .env.example):",
    "",
    ...configTable.map(
      ({ name, default: initial, meaning }) =>
        `  ${name}${initial === null ? "" : ` (${initial})`}\n      ${meaning.replaceAll("`", "")}`,
    ),
  ];
  return `${lines.join("\n")}\n`;
}

/**
 * Parses environment and command-line flags. An empty variable counts as unset. Throws `ConfigError` with a sentence
 * for each thing that is wrong: the variable's name, the problem and an example. Secrets are never repeated.
 */
export function parseConfig(
  env: Readonly<Record<string, string | undefined>>,
  argv: readonly string[],
): Config {
  const problems = argv
    .filter((flag) => !Object.hasOwn(flags, flag) && flag !== "-h")
    .map(
      (flag) =>
        `Unknown option ${JSON.stringify(flag)}. There are ${Object.keys(flags).join(", ")}.`,
    );
  const lan = argv.includes("--lan");
  const turn = argv.includes("--turn");

  const parsed = Environment.safeParse(env);
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues)
      problems.push(sentence(String(path[0]), message));
    throw new ConfigError(problems);
  }
  const values = parsed.data;
  const host = values.HOST ?? (lan ? "0.0.0.0" : "127.0.0.1");
  const isPublic = values.PUBLIC_URL !== null && !isLoopback(values.PUBLIC_URL.hostname);
  const isOpen = !isLoopback(host);

  if (lan && !isOpen) {
    problems.push(
      sentence("HOST", "must not be a loopback address together with --lan", "0.0.0.0"),
    );
  }
  if (values.ADMIN_PASSWORD === null && (isPublic || (isOpen && !lan))) {
    const reason = isPublic ? "PUBLIC_URL leads others here" : "HOST lets other machines in";
    problems.push(sentence("ADMIN_PASSWORD", `must be set, since ${reason}`));
  }
  if (values.TURN_URLS !== null && values.TURN_URLS.length > 0 && values.TURN_SECRET === null) {
    problems.push(
      sentence("TURN_SECRET", "must be set with TURN_URLS, to the secret of that TURN server"),
    );
  }
  if (problems.length > 0) throw new ConfigError(problems);

  return {
    port: values.PORT,
    host,
    publicUrl: values.PUBLIC_URL,
    isLocal: !isOpen && !isPublic,
    lan,
    turn,
    dataDir: resolve(values.DATA_DIR),
    databaseUrl: values.DATABASE_URL,
    adminPassword: values.ADMIN_PASSWORD,
    stunUrls: values.STUN_URLS ?? [],
    turnUrls: values.TURN_URLS ?? [],
    turnSecret: values.TURN_SECRET,
    turnTtlMs: values.TURN_TTL_SECONDS * 1000,
    trustedProxies: values.TRUSTED_PROXIES ?? [],
    roomMaxPeople: values.ROOM_MAX_PEOPLE,
    roomComfortablePeople: values.ROOM_COMFORTABLE_PEOPLE,
    roomUnusedMs: values.ROOM_UNUSED_DAYS * DAY_MS,
    retentionMs: values.RETENTION_DAYS * DAY_MS,
    seatGraceMs: values.SEAT_GRACE_MS,
    seatCloseGraceMs: values.SEAT_CLOSE_GRACE_MS,
    seatClaimMs: values.SEAT_CLAIM_MS,
    chatMaxEntries: values.CHAT_MAX_ENTRIES,
    removalBanMs: values.REMOVAL_BAN_MS,
    lobbyMaxPeople: values.LOBBY_MAX_PEOPLE,
    lobbyDenialMs: values.LOBBY_DENIAL_MS,
    maxMessageBytes: values.MAX_MESSAGE_BYTES,
    messagesPerSecond: values.MESSAGES_PER_SECOND,
    messageBurst: values.MESSAGE_BURST,
    maxRefusedMessages: values.MAX_REFUSED_MESSAGES,
    maxUnreadBytes: values.MAX_UNREAD_BYTES,
    descriptionsPerSecond: values.DESCRIPTIONS_PER_SECOND,
    descriptionBurst: values.DESCRIPTION_BURST,
    candidatesPerSecond: values.CANDIDATES_PER_SECOND,
    candidateBurst: values.CANDIDATE_BURST,
    chatMessagesPerSecond: values.CHAT_MESSAGES_PER_SECOND,
    chatMessageBurst: values.CHAT_MESSAGE_BURST,
    passwordChangesPerMinute: values.PASSWORD_CHANGES_PER_MINUTE,
    passwordChangeBurst: values.PASSWORD_CHANGE_BURST,
    maxSockets: values.MAX_SOCKETS,
    maxSocketsPerAddress: values.MAX_SOCKETS_PER_ADDRESS,
    roomsPerHourPerAddress: values.ROOMS_PER_HOUR_PER_ADDRESS,
    lookupsPerMinutePerAddress: values.ROOM_LOOKUPS_PER_MINUTE_PER_ADDRESS,
    roomChangesPerMinutePerAddress: values.ROOM_CHANGES_PER_MINUTE_PER_ADDRESS,
    passwordGuessesPerRoom: values.PASSWORD_GUESSES_PER_ROOM,
    passwordGuessesPerAddress: values.PASSWORD_GUESSES_PER_ADDRESS,
    passwordChecksPerAddress: values.PASSWORD_CHECKS_PER_ADDRESS,
    passwordWindowMs: values.PASSWORD_WINDOW_SECONDS * 1000,
    checksPerHourPerAddress: values.CHECKS_PER_HOUR_PER_ADDRESS,
    checksPerHour: values.CHECKS_PER_HOUR,
    ratingsPerHourPerAddress: values.RATINGS_PER_HOUR_PER_ADDRESS,
    signInTriesPerAddress: values.SIGN_IN_TRIES_PER_ADDRESS,
    signInTries: values.SIGN_IN_TRIES,
    signInWindowMs: values.SIGN_IN_WINDOW_SECONDS * 1000,
    logLevel: values.LOG_LEVEL,
  };
}

function sentence(name: string, problem: string, example?: string): string {
  const shown =
    example ?? Object.entries(variables).find(([known]) => known === name)?.[1].example ?? "";
  return `${name} ${problem}. Example: ${name}=${/[\s#]/.test(shown) ? JSON.stringify(shown) : shown}`;
}

/** Hosts that lead to this machine alone. */
function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "").toLowerCase();
  return (
    bare === "localhost" ||
    bare.endsWith(".localhost") ||
    bare === "::1" ||
    /^127(\.\d{1,3}){3}$/.test(bare)
  );
}
