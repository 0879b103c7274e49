/** What a variable's text must look like. A rule gets trimmed, non-empty text. */

import { isIP } from "node:net";

/** A rule's answer: the value, or the end of a sentence that begins with the variable's name. */
export type Ruling<T> = { readonly value: T } | { readonly problem: string };

export type Rule<T> = (text: string) => Ruling<T>;

/** The text as people wrote it, shortened: a wrong value is shown back to them. */
function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);
}

export function wholeNumber(limits: { min: number; max: number }): Rule<number> {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= limits.min && value <= limits.max) return { value };
    return {
      problem: `must be a whole number from ${limits.min} to ${limits.max}, not ${quote(text)}`,
    };
  };
}

export function oneOf<const Choice extends string>(choices: readonly Choice[]): Rule<Choice> {
  return (text) => {
    const value = choices.find((choice) => choice === text.toLowerCase());
    return value === undefined
      ? { problem: `must be one of ${choices.join(", ")}, not ${quote(text)}` }
      : { value };
  };
}

/** Each part of a comma-separated list by one rule; empty parts are forgiven. */
export function listOf<T>(rule: Rule<T>): Rule<readonly T[]> {
  return (text) => {
    const value: T[] = [];
    for (const part of text.split(",").map((one) => one.trim())) {
      if (part === "") continue;
      const ruling = rule(part);
      if ("problem" in ruling) return ruling;
      value.push(ruling.value);
    }
    return { value };
  };
}

/** A name or an address to listen on. */
export const host: Rule<string> = (text) => {
  const bare = text.replace(/^\[(.*)\]$/, "$1");
  if (isIP(bare) !== 0 || /^[a-z0-9]([a-z0-9-.]*[a-z0-9])?$/i.test(bare)) return { value: bare };
  return {
    problem: `must be an address or a host name without scheme and port, not ${quote(text)}`,
  };
};

/** The one address under which people reach this server: scheme, host, port, and nothing more. */
export const publicUrl: Rule<URL> = (text) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    return { problem: `must be a whole address with https:// (or http://), not ${quote(text)}` };
  }
  if (url.username !== "" || url.password !== "")
    return { problem: "must not hold a user name or a password" };
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "") {
    return {
      problem: `must end after the host and port, since Rondo lives at the root, not at ${quote(text)}`,
    };
  }
  return { value: url };
};

/** The value is never shown: it holds a password. */
export const databaseUrl: Rule<string> = (text) => {
  if (/^file:./.test(text)) return { value: text };
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^postgres(ql)?:$/.test(url.protocol) && url.pathname.length > 1)
    return { value: text };
  return {
    problem:
      "must be a PostgreSQL address with a database's name at its end (special characters in the password " +
      "percent-encoded), or file: and a path for SQLite",
  };
};

/** A secret; the published example is none. */
export function secret(limits: { minLength: number; example: string }): Rule<string> {
  return (text) => {
    if (text === limits.example)
      return { problem: "must not be the example, which everybody knows" };
    if (text.length >= limits.minLength) return { value: text };
    return { problem: `must have at least ${limits.minLength} characters, not ${text.length}` };
  };
}

/** An address or a network in CIDR notation (RFC 4632, RFC 4291 §2.3). */
export const network: Rule<string> = (text) => {
  const [address = "", prefix, ...rest] = text.split("/");
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  const isGood =
    bits > 0 &&
    rest.length === 0 &&
    (prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits));
  return isGood
    ? { value: text }
    : {
        problem: `must list addresses or networks (a.b.c.d or a.b.c.d/n), and ${quote(text)} is neither`,
      };
};

const hostAndPort = String.raw`(?:\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(\d{1,5}))?`;
const stunPattern = new RegExp(`^stuns?:${hostAndPort}$`, "i");
const turnPattern = new RegExp(
  String.raw`^turns?:${hostAndPort}(?:\?transport=(?:udp|tcp))?$`,
  "i",
);

function matches(pattern: RegExp, text: string): boolean {
  const found = pattern.exec(text);
  return (
    found !== null &&
    (found[1] === undefined || (Number(found[1]) >= 1 && Number(found[1]) <= 65_535))
  );
}

/** RFC 7064 §3.1. */
export const stunUrl: Rule<string> = (text) =>
  matches(stunPattern, text)
    ? { value: text }
    : { problem: `must list addresses like stun:host:port, and ${quote(text)} is none` };

/** RFC 7065 §3.1. */
export const turnUrl: Rule<string> = (text) =>
  matches(turnPattern, text)
    ? { value: text }
    : {
        problem: `must list addresses like turn:host:port?transport=udp or turns:host:port, and ${quote(text)} is none`,
      };
