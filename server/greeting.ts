/** What a person at the terminal needs next. */

export interface GreetingFacts {
  readonly url: string;
  /** Addresses for other devices of this network; empty when only this machine gets in. */
  readonly phoneUrls: readonly string[];
  readonly lan: boolean;
  readonly dataDir: string;
  readonly database: "sqlite" | "postgresql";
  /** `own`: run by `--turn`; `missing`: asked for, but there is no coturn here. */
  readonly relay: "none" | "configured" | "own" | "missing";
  readonly relayCure: string | null;
  readonly publicStun: boolean;
  /** A one-time link for the administrator; null where a password is set. Shown on a terminal only. */
  readonly adminLink: string | null;
  readonly onTerminal: boolean;
}

export function greeting(facts: GreetingFacts): string {
  const lines = ["", `  Rondo is ready:  ${facts.url}`];
  for (const url of facts.phoneUrls) lines.push(`  From a phone:    ${url}`);
  if (facts.lan) {
    lines.push(
      "                   (the browser warns of the self-signed certificate once: accept it)",
    );
  } else if (facts.phoneUrls.length === 0) {
    lines.push("  From a phone:    npm start -- --lan");
  }
  const where = facts.database === "sqlite" ? facts.dataDir : `PostgreSQL, and ${facts.dataDir}`;
  lines.push(`  Data:            ${where}`);
  lines.push(`  Relay (TURN):    ${relayLine(facts)}`);
  if (facts.publicStun) {
    lines.push("  STUN:            a public server, since STUN_URLS and TURN_URLS are empty");
  }
  lines.push(`  Administrator:   ${adminLine(facts)}`);
  return `${lines.join("\n")}\n\n`;
}

function relayLine({ relay, relayCure }: GreetingFacts): string {
  switch (relay) {
    case "own":
      return "this machine's coturn";
    case "configured":
      return "configured";
    case "missing":
      return relayCure ?? "coturn is not installed";
    case "none":
      return "none; calls across strict networks will fail (npm start -- --turn, or TURN_URLS)";
  }
}

function adminLine({ url, dataDir, adminLink, onTerminal }: GreetingFacts): string {
  if (adminLink === null) return `${url}/admin`;
  return onTerminal ? adminLink : `a one-time link lies in ${dataDir}/admin-link.txt`;
}
