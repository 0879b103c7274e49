/** The environment variables: the one list that parsing, `--help`, `.env.example` and the README's table follow. */

import { adminPasswordProblem } from "../admin/password.ts";
import {
  databaseUrl,
  host,
  listOf,
  network,
  oneOf,
  publicUrl,
  type Rule,
  secret,
  stunUrl,
  turnUrl,
  wholeNumber,
} from "./rules.ts";

/** One environment variable. */
export interface Variable<T> {
  /** As it would be written; null where unset means something of its own. */
  readonly default: string | null;
  /** A good value, shown after what was wrong with another one. */
  readonly example: string;
  /** A sentence or two for the README. */
  readonly meaning: string;
  readonly rule: Rule<T>;
}

const ADMIN_PASSWORD_EXAMPLE = "a sentence of your own";
const TURN_SECRET_EXAMPLE = "the output of: openssl rand -hex 32";

const adminPassword: Rule<string> = (text) => {
  const problem = adminPasswordProblem(text);
  if (problem !== null) return { problem };
  return secret({ minLength: 1, example: ADMIN_PASSWORD_EXAMPLE })(text);
};

/** A count or a time with a default. */
function number(
  initial: number,
  limits: { min: number; max: number },
  meaning: string,
): Variable<number> {
  return { default: String(initial), example: String(initial), meaning, rule: wholeNumber(limits) };
}

const HOUR_MS = 3_600_000;

export const variables = {
  PORT: {
    default: "3000",
    example: "3000",
    meaning: "Port to listen on; 0 takes a free one.",
    rule: wholeNumber({ min: 0, max: 65_535 }),
  },
  HOST: {
    default: "127.0.0.1",
    example: "127.0.0.1",
    meaning:
      "Address to listen on. The default lets in this machine alone; `--lan` listens on all addresses. Anything else " +
      "needs `ADMIN_PASSWORD`.",
    rule: host,
  },
  PUBLIC_URL: {
    default: null,
    example: "https://meet.example.org",
    meaning:
      "The one address people open, when Rondo is behind a reverse proxy or on the internet. Other hosts and origins " +
      "are refused then. Needs `ADMIN_PASSWORD`.",
    rule: publicUrl,
  },
  DATA_DIR: {
    default: "./data",
    example: "/var/lib/rondo",
    meaning: "Folder for the embedded database and the server's keys.",
    rule: (text): { value: string } => ({ value: text }),
  },
  DATABASE_URL: {
    default: null,
    example: "postgresql://rondo:password@localhost:5432/rondo",
    meaning:
      "PostgreSQL instead of the embedded SQLite file in `DATA_DIR`; or `file:` and a path for that file.",
    rule: databaseUrl,
  },
  ADMIN_PASSWORD: {
    default: null,
    example: ADMIN_PASSWORD_EXAMPLE,
    meaning:
      "Password of the page `/admin`. Unset: a one-time link, where Rondo is not on the internet.",
    rule: adminPassword,
  },
  STUN_URLS: {
    default: null,
    example: "stun:stun.example.org:3478",
    meaning:
      "STUN servers, comma-separated. Unset: none on this machine and in a local network; a public one with a public " +
      "`PUBLIC_URL` and no `TURN_URLS`.",
    rule: listOf(stunUrl),
  },
  TURN_URLS: {
    default: null,
    example:
      "turn:turn.example.org:3478?transport=udp,turn:turn.example.org:3478?transport=tcp,turns:turn.example.org:443",
    meaning:
      "TURN relays, comma-separated, each as UDP, TCP and TLS. Without, calls across strict networks fail.",
    rule: listOf(turnUrl),
  },
  TURN_SECRET: {
    default: null,
    example: TURN_SECRET_EXAMPLE,
    meaning:
      "The secret shared with the TURN server (coturn's `static-auth-secret`). Needed with `TURN_URLS`.",
    rule: secret({ minLength: 16, example: TURN_SECRET_EXAMPLE }),
  },
  TURN_TTL_SECONDS: number(
    3_600,
    { min: 1, max: 3_600 },
    "How long TURN credentials are good for, in seconds; they are renewed in time.",
  ),
  TRUSTED_PROXIES: {
    default: null,
    example: "127.0.0.1,10.0.0.0/8",
    meaning:
      "Addresses of reverse proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.",
    rule: listOf(network),
  },
  ROOM_MAX_PEOPLE: number(8, { min: 2, max: 16 }, "How many people fit into a room."),
  ROOM_COMFORTABLE_PEOPLE: number(
    6,
    { min: 1, max: 16 },
    "Beyond this many people in a room everyone is told that pictures get smaller and computers busier. With " +
      "`ROOM_MAX_PEOPLE` or more nobody is told.",
  ),
  ROOM_UNUSED_DAYS: number(
    365,
    { min: 1, max: 36_500 },
    "Meeting links unused for this many days are deleted.",
  ),
  RETENTION_DAYS: number(
    30,
    { min: 1, max: 36_500 },
    "Past calls, and people without calls, are deleted after this many days.",
  ),
  SEAT_GRACE_MS: number(
    90_000,
    { min: 100, max: HOUR_MS },
    "How long a person whose network is lost keeps the seat, in milliseconds.",
  ),
  SEAT_CLOSE_GRACE_MS: number(
    2_500,
    { min: 0, max: HOUR_MS },
    "How long the seat of a closed tab is kept, in milliseconds, so that a reload keeps it.",
  ),
  SEAT_CLAIM_MS: number(
    9_000,
    { min: 0, max: HOUR_MS },
    "How long people may take to claim their seats after a restart of the server, in milliseconds.",
  ),
  CHAT_MAX_ENTRIES: number(
    5_000,
    { min: 1, max: 100_000 },
    "Most messages and reactions of a running call's chat that are kept; the oldest go first.",
  ),
  REMOVAL_BAN_MS: number(
    600_000,
    { min: 0, max: 24 * HOUR_MS },
    "How long a removed person cannot join again, in milliseconds.",
  ),
  LOBBY_MAX_PEOPLE: number(
    50,
    { min: 1, max: 1_000 },
    "Most people who wait to be let into a meeting at the same time.",
  ),
  LOBBY_DENIAL_MS: number(
    60_000,
    { min: 0, max: HOUR_MS },
    "How long a person whom a host did not let in cannot ask again, in milliseconds.",
  ),
  MAX_MESSAGE_BYTES: number(
    100_000,
    { min: 16_000, max: 10_000_000 },
    "Largest message a browser may send, in bytes.",
  ),
  MESSAGES_PER_SECOND: number(
    50,
    { min: 1, max: 100_000 },
    "Messages a browser may send a second, lastingly.",
  ),
  MESSAGE_BURST: number(200, { min: 1, max: 1_000_000 }, "Messages a browser may send at once."),
  MAX_REFUSED_MESSAGES: number(
    500,
    { min: 1, max: 1_000_000 },
    "Messages over its rate after which a connection is closed.",
  ),
  MAX_UNREAD_BYTES: number(
    1_000_000,
    { min: 100_000, max: 100_000_000 },
    "Bytes that may wait for a browser that does not read; beyond, its connection is closed, and it comes back.",
  ),
  DESCRIPTIONS_PER_SECOND: number(
    5,
    { min: 1, max: 1_000 },
    "Offers and answers a browser may send to one other a second, lastingly.",
  ),
  DESCRIPTION_BURST: number(
    30,
    { min: 1, max: 10_000 },
    "Offers and answers a browser may send to one other at once.",
  ),
  CANDIDATES_PER_SECOND: number(
    40,
    { min: 1, max: 10_000 },
    "Paths (ICE candidates) a browser may send to one other a second, lastingly.",
  ),
  CANDIDATE_BURST: number(
    200,
    { min: 1, max: 100_000 },
    "Paths (ICE candidates) a browser may send to one other at once.",
  ),
  CHAT_MESSAGES_PER_SECOND: number(
    2,
    { min: 1, max: 1_000 },
    "Messages and reactions a person may add to the chat a second, lastingly.",
  ),
  CHAT_MESSAGE_BURST: number(
    10,
    { min: 1, max: 10_000 },
    "Messages and reactions a person may add to the chat at once.",
  ),
  PASSWORD_CHANGES_PER_MINUTE: number(
    12,
    { min: 1, max: 1_000 },
    "How often a host may set a meeting's password a minute, lastingly; each is hashed slowly.",
  ),
  PASSWORD_CHANGE_BURST: number(
    5,
    { min: 1, max: 1_000 },
    "How often a host may set a meeting's password at once.",
  ),
  MAX_SOCKETS: number(
    5_000,
    { min: 1, max: 1_000_000 },
    "Connections at the same time, all in all.",
  ),
  MAX_SOCKETS_PER_ADDRESS: number(
    200,
    { min: 1, max: 1_000_000 },
    "Connections at the same time from one address; an office shares one.",
  ),
  ROOMS_PER_HOUR_PER_ADDRESS: number(
    300,
    { min: 1, max: 1_000_000 },
    "Meetings an address may make in an hour; a school or an office shares one.",
  ),
  ROOM_LOOKUPS_PER_MINUTE_PER_ADDRESS: number(
    60,
    { min: 1, max: 1_000_000 },
    "Unknown meeting codes an address may try in a minute.",
  ),
  ROOM_CHANGES_PER_MINUTE_PER_ADDRESS: number(
    120,
    { min: 1, max: 1_000_000 },
    "How often an address may change or delete its own meetings in a minute.",
  ),
  PASSWORD_GUESSES_PER_ROOM: number(
    10,
    { min: 1, max: 1_000_000 },
    "Wrong passwords an address may try at one meeting within `PASSWORD_WINDOW_SECONDS`; a class or an office shares one.",
  ),
  PASSWORD_GUESSES_PER_ADDRESS: number(
    100,
    { min: 1, max: 1_000_000 },
    "Wrong passwords an address may try at all meetings within `PASSWORD_WINDOW_SECONDS`.",
  ),
  PASSWORD_CHECKS_PER_ADDRESS: number(
    150,
    { min: 1, max: 1_000_000 },
    "Passwords of meetings, right ones too, that are looked at for an address within `PASSWORD_WINDOW_SECONDS`.",
  ),
  PASSWORD_WINDOW_SECONDS: number(
    300,
    { min: 1, max: 86_400 },
    "In how many seconds the tries at passwords of meetings are all there again; they come back evenly.",
  ),
  CHECKS_PER_HOUR_PER_ADDRESS: number(
    60,
    { min: 1, max: 1_000_000 },
    "Connection checks (`/check`) an address may make in an hour; a school or an office shares one.",
  ),
  CHECKS_PER_HOUR: number(
    2_000,
    { min: 1, max: 1_000_000 },
    "Connection checks in an hour, all in all; each sends up to 5 MB through the relay.",
  ),
  RATINGS_PER_HOUR_PER_ADDRESS: number(
    120,
    { min: 1, max: 1_000_000 },
    "Ratings of calls an address may give in an hour; a school or an office shares one.",
  ),
  SIGN_IN_TRIES_PER_ADDRESS: number(
    10,
    { min: 1, max: 1_000_000 },
    "Wrong tries an address has at signing in as the administrator within `SIGN_IN_WINDOW_SECONDS`.",
  ),
  SIGN_IN_TRIES: number(
    100,
    { min: 1, max: 1_000_000 },
    "Wrong tries at signing in as the administrator within `SIGN_IN_WINDOW_SECONDS`, all in all.",
  ),
  SIGN_IN_WINDOW_SECONDS: number(
    900,
    { min: 1, max: 86_400 },
    "How long a wrong try at signing in as the administrator counts, in seconds.",
  ),
  LOG_LEVEL: {
    default: "info",
    example: "info",
    meaning: "The least a log line must matter: trace, debug, info, warn, error, fatal or silent.",
    rule: oneOf(["trace", "debug", "info", "warn", "error", "fatal", "silent"]),
  },
} satisfies Record<string, Variable<unknown>>;

/** The variables as rows of a table: name, default as it would be written (null: unset), meaning. */
export const configTable: readonly { name: string; default: string | null; meaning: string }[] =
  Object.entries(variables).map(([name, variable]) => ({
    name,
    default: variable.default,
    meaning: variable.meaning,
  }));
