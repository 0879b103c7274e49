/** Documents and code say the same: whoever changes one is told of the other. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod/mini";
import { notices, PROTOCOL_VERSION, SOCKET_PATH } from "#protocol/answers.ts";
import { CHAT_TEXT_MAX_LENGTH } from "#protocol/chat.ts";
import { CHAT_KEPT_DAYS } from "#protocol/chat-keeping.ts";
import { NAME_MAX_GRAPHEMES } from "#protocol/display-name.ts";
import { EMAIL_MAX_OCTETS } from "#protocol/email.ts";
import { FailureCode } from "#protocol/failure.ts";
import {
  ChangeRoomRequest,
  CreateRoomReply,
  CreateRoomRequest,
  OwnedRoom,
} from "#protocol/http.ts";
import { CARRIED_DESCRIPTION_MAX_LENGTH, PeerMessage } from "#protocol/link.ts";
import { LOBBY_MESSAGE_MAX_LENGTH } from "#protocol/lobby-message.ts";
import { MEASURED_FAULTS_MAX, MEASURED_LOOKS_MAX, MEASURED_MS_MAX } from "#protocol/measurement.ts";
import { requests } from "#protocol/messages.ts";
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from "#protocol/password-length.ts";
import { ROOM_TITLE_MAX_GRAPHEMES } from "#protocol/room-title.ts";
import { SCHEDULE_MAX_MINUTES } from "#protocol/schedule.ts";
import {
  CANDIDATE_MAX_LENGTH,
  DESCRIPTION_MAX_LENGTH,
  MEDIA_SECTIONS_MAX,
} from "#protocol/signal.ts";
import { configTable } from "#server/config.ts";
import { greeting } from "#server/greeting.ts";

const root = dirname(import.meta.dirname);
const read = (path: string): string => readFileSync(join(root, path), "utf8");

/** Files below a folder whose name passes `wanted`, relative to the root. */
function filesBelow(folder: string, wanted: RegExp): readonly string[] {
  const start = join(root, folder);
  if (!existsSync(start)) return [];
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && wanted.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

const documents = [
  "README.md",
  "CONTRIBUTING.md",
  ...filesBelow("docs", /\.md$/),
  ...filesBelow("deploy", /\.md$/),
];
const protocol = read("docs/protocol.md");
const readme = read("README.md");

/** Everything matched by the first group of a pattern. */
const all = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, found = ""]) => found);

/** A document without its code blocks, whose brackets and `#` mean other things. */
const prose = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, "");

/** The fragments by which GitHub links to the headings of a document. */
function anchors(path: string): readonly string[] {
  return all(prose(read(path)), /^#+ (.+)$/gm).map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\- ]/gu, "")
      .replaceAll(" ", "-"),
  );
}

describe("every document", () => {
  it.each(documents)("%s links to files and headings that are there", (path) => {
    const broken = all(prose(read(path)), /\]\(([^)\s]+)\)/g).filter((target) => {
      if (/^[a-z]+:/.test(target)) return false;
      const [file = "", fragment] = target.split("#");
      const linked = file === "" ? path : relative(root, join(root, dirname(path), file));
      if (!existsSync(join(root, linked))) return true;
      return fragment !== undefined && !anchors(linked).includes(fragment);
    });

    expect(broken).toEqual([]);
  });

  it.each(documents)("%s names source files that are there", (path) => {
    const named = all(
      read(path),
      /`((?:app|call|components|deploy|docs|e2e|prisma|protocol|scripts|server)\/[\w./[\]-]+)`/g,
    );

    expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it.each(documents)("%s leaves nothing to be done", (path) => {
    expect(read(path)).not.toMatch(/\bTODO\b|\bFIXME\b|\bTBD\b/);
  });

  it("among the decisions has a number of its own and the same parts", () => {
    const decisions = filesBelow("docs/adr", /\.md$/);
    const numbers = decisions.map((path) => /\/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1]);

    expect(new Set(numbers).size).toBe(decisions.length);
    for (const [index, path] of decisions.entries()) {
      const text = read(path);
      expect(text.split("\n")[0], path).toMatch(new RegExp(`^# ${Number(numbers[index])}\\. \\S`));
      for (const part of ["Status", "Context", "Decision", "Consequences"])
        expect(text, path).toContain(part);
    }
  });
});

describe("the README", () => {
  it("lists every setting with its default and meaning", () => {
    const [, shown = ""] =
      /<!-- settings[^>]*-->\n([\s\S]*?)<!-- \/settings -->/.exec(readme) ?? [];
    const rows = configTable.map(
      ({ name, default: initial, meaning }) =>
        `| \`${name}\` | ${initial === null ? "unset" : `\`${initial}\``} | ${meaning} |`,
    );

    expect(shown.trim().split("\n")).toEqual([
      "| Variable | Default | Meaning |",
      "| --- | --- | --- |",
      ...rows,
    ]);
  });

  it("shows what the start prints", () => {
    const printed = greeting({
      url: "http://localhost:3000",
      phoneUrls: [],
      lan: false,
      dataDir: "/home/ann/rondo/data",
      database: "sqlite",
      relay: "none",
      relayCure: null,
      publicStun: false,
      adminLink: "http://localhost:3000/admin#code=…",
      onTerminal: true,
    });

    expect(readme).toContain(`\`\`\`\n${printed.replace(/^\n+|\n+$/g, "")}\n\`\`\``);
  });

  it("names the commands that package.json has, and no others", () => {
    const { scripts } = JSON.parse(read("package.json"));
    const named = documents.flatMap((path) => all(read(path), /\bnpm run ([\w:]+)/g));

    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  it("says which ports the own relay uses", () => {
    const ports =
      /RELAY_PORTS = \{ listening: (\w+), relayMin: (\w+), relayMax: (\w+) \}/.exec(
        read("server/main.ts"),
      ) ?? [];

    expect(ports).toHaveLength(4);
    const [listening, min, max] = ports.slice(1).map((port) => port.replaceAll("_", ""));
    expect(readme).toContain(`port ${listening}, and ${min} to ${max}`);
  });
});

describe("the sum against guessing", () => {
  it("is made with the limit that holds", () => {
    const limit = configTable.find(({ name }) => name === "ROOM_LOOKUPS_PER_MINUTE_PER_ADDRESS");

    expect(read("docs/adr/0006-room-codes.md")).toContain(
      `\`ROOM_LOOKUPS_PER_MINUTE_PER_ADDRESS\` (${limit?.default})`,
    );
  });
});

/** The part of the protocol's document below a heading, down to the next of the same or a higher level. */
function section(heading: string): string {
  const level = heading.startsWith("###") ? "#{1,3}" : "#{1,2}";
  const begin = protocol.indexOf(`\n${heading}\n`);
  if (begin === -1) return "";
  const rest = protocol.slice(begin + heading.length + 2);
  return rest.split(new RegExp(`^${level} `, "m"))[0] ?? "";
}

/** Names of all fields in a schema, of objects within objects and lists too. */
function fieldsOf(schema: z.ZodMiniType): readonly string[] {
  if (schema instanceof z.ZodMiniObject) {
    return Object.entries(schema.shape).flatMap(([name, field]) => [
      name,
      ...fieldsOf(field as z.ZodMiniType), // zod's own types leave a shape's members unknown.
    ]);
  }
  if (schema instanceof z.ZodMiniArray) return fieldsOf(schema.def.element as z.ZodMiniType); // As above.
  if (schema instanceof z.ZodMiniDiscriminatedUnion)
    return schema.def.options.flatMap((option) => fieldsOf(option as z.ZodMiniType)); // As above.
  if (schema instanceof z.ZodMiniEnum) return schema.options.map((option) => `"${option}"`);
  if (
    schema instanceof z.ZodMiniOptional ||
    schema instanceof z.ZodMiniNullable ||
    schema instanceof z.ZodMiniReadonly ||
    schema instanceof z.ZodMiniDefault
  ) {
    return fieldsOf(schema.def.innerType as z.ZodMiniType); // As above.
  }
  return [];
}

/** What is explained once, under the message that owns it, and only named by the others. */
const explainedElsewhere: Readonly<Record<string, string>> = {
  "room:look": "### `room:preview`",
  "room:join": "### `room:state`",
  "chat:post": "### `chat:entry`",
  "chat:read": "### `chat:entry`",
};

describe("the protocol's document", () => {
  it("has a section for each message and for nothing else", () => {
    expect([...all(section("## Requests"), /^### `(.+)`$/gm)].sort()).toEqual(
      Object.keys(requests).sort(),
    );
    expect([...all(section("## Notices"), /^### `(.+)`$/gm)].sort()).toEqual(
      Object.keys(notices).sort(),
    );
  });

  it.each(Object.entries(requests))("names every field of %s", (name, { payload, reply }) => {
    const other = explainedElsewhere[name];
    const text =
      section(`### \`${name}\``) +
      (other === undefined ? "" : section(other)) +
      (name === "room:join" ? section("### `self:set`") + section("### `ice:refresh`") : "") +
      (name === "chat:read" ? section("### `chat:post`") : "");

    for (const field of [...fieldsOf(payload), ...fieldsOf(reply)])
      expect(text, field).toContain(`\`${field}\``);
  });

  it.each(Object.entries(notices))("names every field of %s", (name, notice) => {
    const text =
      section(`### \`${name}\``) +
      (name === "signal:receive" ? section("### `signal:send`") : "") +
      (name === "chat:entry" ? section("### `chat:post`") : "");

    for (const field of fieldsOf(notice)) expect(text, field).toContain(`\`${field}\``);
  });

  it("explains every failure code and no other", () => {
    const codes = all(section("### Failure codes"), /^\| `([\w-]+)` \|/gm);

    expect([...codes].sort()).toEqual([...FailureCode.options].sort());
  });

  it("explains every message between browsers", () => {
    const text = section("## Between two browsers");

    for (const message of PeerMessage.def.options) {
      expect(text).toContain(`| \`${message.shape.kind.def.values[0]}\` |`);
      for (const field of Object.keys(message.shape)) expect(text).toContain(`\`${field}\``);
    }
  });

  it("states version, path and limits as they are", () => {
    const limits: Readonly<Record<string, number>> = {
      PROTOCOL_VERSION,
      NAME_MAX_GRAPHEMES,
      EMAIL_MAX_OCTETS,
      DESCRIPTION_MAX_LENGTH,
      MEDIA_SECTIONS_MAX,
      CANDIDATE_MAX_LENGTH,
      MEASURED_FAULTS_MAX,
      MEASURED_LOOKS_MAX,
      MEASURED_MS_MAX,
      PASSWORD_MIN_LENGTH,
      PASSWORD_MAX_LENGTH,
      CHAT_TEXT_MAX_LENGTH,
      CARRIED_DESCRIPTION_MAX_LENGTH,
      LOBBY_MESSAGE_MAX_LENGTH,
      ROOM_TITLE_MAX_GRAPHEMES,
      SCHEDULE_MAX_MINUTES,
    };
    const stated = Object.fromEntries(
      [...section("### Limits").matchAll(/^\| .+ \| (\d+) \| `(\w+)` \|$/gm)].map(
        ([, value, name = ""]) => [name, Number(value)],
      ),
    );

    expect(stated).toEqual(limits);
    expect(protocol).toContain(`{ protocol: ${PROTOCOL_VERSION} }`);
    expect(protocol).toContain(`\`${SOCKET_PATH}\``);
  });

  it("says as the README does for how many days a chat can be kept", () => {
    const days = `${CHAT_KEPT_DAYS.slice(0, -1).join(", ")} or ${CHAT_KEPT_DAYS.at(-1)}`;

    expect(protocol).toContain(`a number of days\n  (${days})`);
    expect(readme).toContain(`${days} days`);
  });

  it("lists every endpoint", () => {
    const sources = filesBelow("server", /(?<!\.test|-for-tests)\.ts$/)
      .map(read)
      .join("\n");
    const endpoints = [...sources.matchAll(/method: "([A-Z]+)",\s*path: "([^"]+)"/g)].map(
      ([, method, path]) => `\`${method} ${path}\``,
    );

    expect(endpoints.length).toBeGreaterThan(5);
    for (const endpoint of endpoints) expect(protocol).toContain(endpoint);
    const fields = [CreateRoomRequest, CreateRoomReply, OwnedRoom, ChangeRoomRequest].flatMap(
      fieldsOf,
    );
    for (const field of fields) expect(section("## HTTP"), field).toContain(field);
  });
});

describe("the rules", () => {
  /** `[R1]`, `[row 6]`, `[rows 6, 7]`, `[fault 1]` at the head of a title become `R1`, `row 6`, `row 7`, … */
  function ruleIds(bracketed: string): readonly string[] {
    const [, kind = "", numbers = ""] = /^(row|fault)s? (.+)$/.exec(bracketed) ?? [];
    if (kind === "") return [bracketed];
    return numbers.split(", ").map((number) => `${kind} ${number}`);
  }
  const id = String.raw`\[((?:[A-Z]+\d+)|(?:(?:row|fault)s? \d+(?:, \d+)*))\]`;
  const titles = ["protocol", "call", "components", "server", "scripts", "deploy", "e2e"]
    .flatMap((folder) => filesBelow(folder, /\.(?:test|spec|contract)\.tsx?$/))
    .filter((path) => path !== "scripts/documents.test.ts")
    .flatMap((path) => all(read(path), new RegExp(`["'\`]${id} `, "g")));
  const tested = new Set(titles.flatMap(ruleIds));
  const written = all(protocol, new RegExp(String.raw`^- \*\*${id}\*\* \S`, "gm"));

  it("stand in the document when a test is named after them", () => {
    expect([...tested].filter((rule) => !written.includes(rule))).toEqual([]);
  });

  it("have a test that is named after them", () => {
    expect(written.filter((rule) => !tested.has(rule))).toEqual([]);
  });

  it("have numbers of their own", () => {
    expect(written).toEqual([...new Set(written)]);
  });
});
