/** STUN and TURN URLs (RFC 7064, RFC 7065), as far as a check needs to understand them. */

import type { IceServer } from "#protocol/room.ts";

export type RelayTransport = "udp" | "tcp" | "tls";

/** Something that a firewall has to let out. */
export interface NeededAccess {
  readonly transport: "UDP" | "TCP";
  readonly port: number;
  readonly host: string;
  /** `https` and `http` stand for pages and WebSocket together. */
  readonly use: "https" | "http" | "stun" | "turn" | "turnTls";
}

interface ParsedUrl {
  readonly scheme: "stun" | "stuns" | "turn" | "turns";
  readonly host: string;
  readonly port: number;
  readonly transport: "udp" | "tcp";
}

const DEFAULT_PORT = { stun: 3478, turn: 3478, stuns: 5349, turns: 5349 } as const;

function parse(url: string): ParsedUrl | null {
  const found = /^(stuns?|turns?):(\[[^\]]+\]|[^:?]+)(?::(\d+))?(?:\?transport=(udp|tcp))?$/i.exec(
    url,
  );
  const [, name = "", host = "", port, transport] = found ?? [];
  const scheme = (["stun", "stuns", "turn", "turns"] as const).find(
    (known) => known === name.toLowerCase(),
  );
  if (scheme === undefined) return null;
  const isSecure = scheme === "stuns" || scheme === "turns";
  return {
    scheme,
    host,
    port: port === undefined ? DEFAULT_PORT[scheme] : Number(port),
    // Without a word, TLS runs over TCP and everything else over UDP (RFC 7065 §3.2).
    transport:
      transport?.toLowerCase() === "tcp" || (isSecure && transport === undefined) ? "tcp" : "udp",
  };
}

/** Entries of one TURN URL each, for one transport, with the credentials that belong to it. */
export function relaysOver(
  servers: readonly IceServer[],
  transport: RelayTransport,
): readonly IceServer[] {
  return servers.flatMap((server) =>
    server.urls
      .filter((url) => relayTransport(url) === transport)
      .map((url) => ({ ...server, urls: [url] })),
  );
}

function relayTransport(url: string): RelayTransport | null {
  const parsed = parse(url);
  if (parsed?.scheme === "turns") return "tls";
  return parsed?.scheme === "turn" ? parsed.transport : null;
}

/**
 * What to ask for one's own public address. Without STUN servers that is the relay, which answers the same question
 * when browsers ask it over UDP (RFC 8656 §2).
 */
export function stunServers(servers: readonly IceServer[]): readonly string[] {
  const urls = servers.flatMap((server) => server.urls);
  const stun = urls.filter((url) => parse(url)?.scheme === "stun");
  if (stun.length > 0) return stun;
  return urls.flatMap((url) => {
    const parsed = parse(url);
    return parsed?.scheme === "turn" && parsed.transport === "udp"
      ? [`stun:${parsed.host}:${parsed.port}`]
      : [];
  });
}

/** What a network must let out to the page's server and to `urls`, without doubles, in the order given. */
export function neededAccess(page: URL, urls: readonly string[]): readonly NeededAccess[] {
  const use = page.protocol === "https:" ? "https" : "http";
  const port = page.port === "" ? { https: 443, http: 80 }[use] : Number(page.port);
  const web: NeededAccess = { transport: "TCP", port, host: page.hostname, use };
  const all = urls.flatMap((url): NeededAccess[] => {
    const parsed = parse(url);
    if (parsed === null) return [];
    const { host, port, scheme } = parsed;
    const use = scheme === "turns" ? "turnTls" : scheme === "turn" ? "turn" : "stun";
    return [{ transport: parsed.transport === "tcp" ? "TCP" : "UDP", port, host, use }];
  });
  const seen = new Set<string>();
  return [web, ...all].filter((access) => {
    const key = JSON.stringify(access);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
