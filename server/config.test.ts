import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { variables } from "./config/variables.ts";
import {
  ConfigError,
  configTable,
  environmentKeys,
  helpText,
  isHelpWanted,
  parseConfig,
} from "./config.ts";

const STRONG = "Ann and Ben talk on Mondays";

type Env = Readonly<Record<string, string | undefined>>;

function problemsOf(env: Env, argv: readonly string[] = []): readonly string[] {
  try {
    parseConfig(env, argv);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

function problemOf(env: Env, argv: readonly string[] = []): string {
  const problems = problemsOf(env, argv);
  expect(problems).toHaveLength(1);
  return problems[0] ?? "";
}

describe("parseConfig", () => {
  test("fills in every default for an empty environment", () => {
    const config = parseConfig({}, []);

    expect(config).toEqual({
      port: 3000,
      host: "127.0.0.1",
      publicUrl: null,
      isLocal: true,
      lan: false,
      turn: false,
      dataDir: resolve("./data"),
      databaseUrl: null,
      adminPassword: null,
      stunUrls: [],
      turnUrls: [],
      turnSecret: null,
      turnTtlMs: 3_600_000,
      trustedProxies: [],
      roomMaxPeople: 8,
      roomComfortablePeople: 6,
      roomUnusedMs: 365 * 24 * 3_600_000,
      retentionMs: 30 * 24 * 3_600_000,
      seatGraceMs: 90_000,
      seatCloseGraceMs: 2_500,
      seatClaimMs: 9_000,
      chatMaxEntries: 5_000,
      removalBanMs: 600_000,
      lobbyMaxPeople: 50,
      lobbyDenialMs: 60_000,
      maxMessageBytes: 100_000,
      messagesPerSecond: 50,
      messageBurst: 200,
      maxRefusedMessages: 500,
      maxUnreadBytes: 1_000_000,
      descriptionsPerSecond: 5,
      descriptionBurst: 30,
      candidatesPerSecond: 40,
      candidateBurst: 200,
      chatMessagesPerSecond: 2,
      chatMessageBurst: 10,
      passwordChangesPerMinute: 12,
      passwordChangeBurst: 5,
      maxSockets: 5_000,
      maxSocketsPerAddress: 200,
      roomsPerHourPerAddress: 300,
      lookupsPerMinutePerAddress: 60,
      roomChangesPerMinutePerAddress: 120,
      passwordGuessesPerRoom: 10,
      passwordGuessesPerAddress: 100,
      passwordChecksPerAddress: 150,
      passwordWindowMs: 300_000,
      checksPerHourPerAddress: 60,
      checksPerHour: 2_000,
      ratingsPerHourPerAddress: 120,
      signInTriesPerAddress: 10,
      signInTries: 100,
      signInWindowMs: 900_000,
      logLevel: "info",
    });
  });

  test("takes an empty or blank variable for an unset one", () => {
    expect(parseConfig({ PORT: "", ADMIN_PASSWORD: "  ", PUBLIC_URL: "" }, [])).toEqual(
      parseConfig({}, []),
    );
  });

  test("accepts the example of every variable but those of secrets, which everybody knows", () => {
    const examples = Object.fromEntries(
      Object.entries(variables).map(([name, { example }]) => [name, example]),
    );

    expect(problemsOf({ ...examples, ADMIN_PASSWORD: STRONG, TURN_SECRET: STRONG })).toEqual([]);
    expect(problemsOf(examples)).toEqual([
      expect.stringMatching(/^ADMIN_PASSWORD must not be the example/),
      expect.stringMatching(/^TURN_SECRET must not be the example/),
    ]);
  });

  test.each([
    [
      "PORT",
      "30000x",
      'PORT must be a whole number from 0 to 65535, not "30000x". Example: PORT=3000',
    ],
    [
      "PORT",
      "70000",
      'PORT must be a whole number from 0 to 65535, not "70000". Example: PORT=3000',
    ],
    ["PORT", "1e3", 'PORT must be a whole number from 0 to 65535, not "1e3". Example: PORT=3000'],
    [
      "LOG_LEVEL",
      "loud",
      /^LOG_LEVEL must be one of trace, .*, not "loud"\. Example: LOG_LEVEL=info$/,
    ],
    [
      "HOST",
      "http://localhost",
      /^HOST must be an address or a host name .* Example: HOST=127\.0\.0\.1$/,
    ],
    [
      "PUBLIC_URL",
      "meet.example.org",
      /^PUBLIC_URL must be a whole address .* Example: PUBLIC_URL=https:/,
    ],
    ["PUBLIC_URL", "https://example.org/meet", /^PUBLIC_URL must end after the host and port/],
    [
      "PUBLIC_URL",
      "https://ann:secret@example.org",
      /^PUBLIC_URL must not hold a user name or a password/,
    ],
    [
      "DATABASE_URL",
      "mysql://root:hunter2@localhost/x",
      /^DATABASE_URL must be a PostgreSQL address/,
    ],
    ["DATABASE_URL", "postgresql://localhost", /^DATABASE_URL must be a PostgreSQL address/],
    [
      "STUN_URLS",
      "stun.example.org",
      /^STUN_URLS must list .* "stun\.example\.org" is none\. Example: /,
    ],
    ["STUN_URLS", "stun:a.example:99999", /^STUN_URLS must list/],
    ["TURN_URLS", "turn:a.example?transport=sctp", /^TURN_URLS must list/],
    ["TURN_URLS", "stun:a.example", /^TURN_URLS must list/],
    [
      "TURN_SECRET",
      "short",
      /^TURN_SECRET must have at least 16 characters, not 5\. Example: TURN_SECRET="/,
    ],
    ["TURN_TTL_SECONDS", "7200", /^TURN_TTL_SECONDS must be a whole number from 1 to 3600/],
    ["TRUSTED_PROXIES", "10.0.0.0/33", /^TRUSTED_PROXIES must list addresses or networks/],
    ["TRUSTED_PROXIES", "proxy.example", /^TRUSTED_PROXIES must list addresses or networks/],
    ["ROOM_MAX_PEOPLE", "17", /^ROOM_MAX_PEOPLE must be a whole number from 2 to 16, not "17"\./],
  ])("says what is wrong with %s=%s", (name, value, expected) => {
    const problem = problemOf({ [name]: value });

    if (typeof expected === "string") expect(problem).toBe(expected);
    else expect(problem).toMatch(expected);
  });

  test("names every wrong variable at once", () => {
    const problems = problemsOf({ PORT: "x", LOG_LEVEL: "loud", SEAT_GRACE_MS: "-1" });

    expect(problems.map((problem) => problem.split(" ")[0]).sort()).toEqual([
      "LOG_LEVEL",
      "PORT",
      "SEAT_GRACE_MS",
    ]);
  });

  test.each([
    ["ADMIN_PASSWORD", "hunter2"],
    ["TURN_SECRET", "tiny-secret"],
    ["DATABASE_URL", "mysql://root:hunter2@localhost/x"],
  ])("never repeats the secret in a wrong %s", (name, value) => {
    expect(problemOf({ [name]: value })).not.toContain(value);
  });

  test.each(["admin", "password1234", "short", "aaaaaaaaaaaaaaaa"])(
    "refuses the weak password %s",
    (password) => {
      expect(problemOf({ ADMIN_PASSWORD: password })).toMatch(
        /^ADMIN_PASSWORD (must|is) .*Example: ADMIN_PASSWORD="/,
      );
    },
  );

  test("refuses a public address without a password", () => {
    expect(problemOf({ PUBLIC_URL: "https://meet.example.org" })).toMatch(
      /^ADMIN_PASSWORD must be set, since PUBLIC_URL leads others here\./,
    );
  });

  test("refuses to listen on other addresses without a password", () => {
    expect(problemOf({ HOST: "0.0.0.0" })).toMatch(
      /^ADMIN_PASSWORD must be set, since HOST lets other machines in\./,
    );
    expect(problemOf({ HOST: "::" })).toMatch(/^ADMIN_PASSWORD/);
  });

  test("is not local with a public address, also behind a proxy on this machine", () => {
    const config = parseConfig(
      { PUBLIC_URL: "https://meet.example.org", ADMIN_PASSWORD: STRONG },
      [],
    );

    expect(config.isLocal).toBe(false);
    expect(config.host).toBe("127.0.0.1");
    expect(config.publicUrl?.origin).toBe("https://meet.example.org");
  });

  test.each(["http://localhost:3000", "http://127.0.0.1", "http://[::1]:8080"])(
    "is local with PUBLIC_URL=%s",
    (url) => {
      expect(parseConfig({ PUBLIC_URL: url }, []).isLocal).toBe(true);
    },
  );

  test("listens on all addresses with --lan, without a password", () => {
    const config = parseConfig({}, ["--lan"]);

    expect(config).toMatchObject({ lan: true, host: "0.0.0.0", isLocal: false });
  });

  test("keeps an own HOST with --lan, unless nobody could come in there", () => {
    expect(parseConfig({ HOST: "192.0.2.7" }, ["--lan"]).host).toBe("192.0.2.7");
    expect(problemOf({ HOST: "localhost" }, ["--lan"])).toMatch(
      /^HOST must not be a loopback .* Example: HOST=0\.0\.0\.0$/,
    );
  });

  test("wants the secret of the relays in TURN_URLS", () => {
    expect(problemOf({ TURN_URLS: "turn:turn.example.org" })).toMatch(
      /^TURN_SECRET must be set with TURN_URLS/,
    );
    // Also with --turn: without coturn here, the configured relays are used.
    expect(problemsOf({ TURN_URLS: "turn:turn.example.org" }, ["--turn"])).toHaveLength(1);
    expect(
      problemsOf({ TURN_URLS: "turn:turn.example.org", TURN_SECRET: "0123456789abcdef" }),
    ).toEqual([]);
  });

  test("reads lists with spaces, addresses of both families and all forms of relays", () => {
    const config = parseConfig(
      {
        STUN_URLS: "stun:stun.example.org, stuns:[2001:db8::1]:5349,",
        TURN_URLS:
          "turn:192.0.2.1:3478?transport=udp,turn:192.0.2.1?transport=tcp,turns:turn.example.org:443",
        TURN_SECRET: "0123456789abcdef",
        TRUSTED_PROXIES: "127.0.0.1, ::1, 10.0.0.0/8, fd00::/8",
      },
      [],
    );

    expect(config.stunUrls).toEqual(["stun:stun.example.org", "stuns:[2001:db8::1]:5349"]);
    expect(config.turnUrls).toHaveLength(3);
    expect(config.trustedProxies).toEqual(["127.0.0.1", "::1", "10.0.0.0/8", "fd00::/8"]);
  });

  test("names an unknown flag and the known ones", () => {
    expect(problemOf({}, ["--lann"])).toBe(
      'Unknown option "--lann". There are --lan, --turn, --help.',
    );
  });
});

describe("help", () => {
  test("is wanted whatever else is wrong", () => {
    expect(isHelpWanted(["--lann", "--help"])).toBe(true);
    expect(isHelpWanted(["--lan"])).toBe(false);
  });

  test("names every flag and variable", () => {
    const text = helpText();

    for (const name of ["--lan", "--turn", ...environmentKeys]) expect(text).toContain(name);
  });
});

describe("the list of variables", () => {
  test("is the schema, in the same order", () => {
    expect([...environmentKeys].sort()).toEqual(configTable.map(({ name }) => name).sort());
  });

  test("is .env.example, with the defaults that are true", () => {
    const file = readFileSync(join(import.meta.dirname, "../.env.example"), "utf8");
    const lines = [...file.matchAll(/^#([A-Z][A-Z_]*)=(.*)$/gm)].map(
      ([, name = "", value = ""]) => ({
        name,
        value: value.startsWith('"') ? String(JSON.parse(value)) : value,
      }),
    );

    expect(lines).toEqual(
      Object.entries(variables).map(([name, variable]) => ({
        name,
        value: variable.default ?? variable.example,
      })),
    );
  });

  test("comes with a comment for each line of .env.example", () => {
    const lines = readFileSync(join(import.meta.dirname, "../.env.example"), "utf8").split("\n");

    for (const [at, line] of lines.entries()) {
      if (/^#[A-Z]/.test(line)) expect(lines[at - 1]).toMatch(/^# \w/);
    }
  });
});
