/**
 * Who may speak to this server at all: accepted hosts and origins, the caller's true address, device cookies, and the
 * limits that are counted by address. Every HTTP request and every socket upgrade passes here first.
 */

import type { IncomingMessage } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { TLSSocket } from "node:tls";
import { parseCookie } from "cookie";
import proxyAddr from "proxy-addr";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { z } from "zod/mini";
import { randomId, type Seal, sha256 } from "../secrets.ts";
import { addressBlock } from "./address-block.ts";

export const DEVICE_COOKIE = "rondo_device";
/** Browsers cap the life of a cookie at 400 days (RFC 6265bis §5.5). */
const DEVICE_COOKIE_SECONDS = 400 * 24 * 60 * 60;
/** An unknown device waits this long when the whole server is busy with guesses; a known one never waits. */
const BUSY_DELAY_MS = 1_000;
/** So many addresses at their limits make the whole server busy. */
const GLOBAL_SHARE = 20;

const Device = z.strictObject({ device: z.string() });

export interface GateOptions {
  /** The one origin of this server, or null for local use. */
  readonly publicUrl: URL | null;
  /** Port that is really listened on; known only after listening. */
  readonly port: () => number;
  /** Host names and addresses, besides loopback, under which a server without `publicUrl` may be reached. */
  readonly ownHosts: readonly string[];
  readonly https: boolean;
  readonly trustedProxies: readonly string[];
  readonly maxSocketsPerAddress: number;
  readonly maxSockets: number;
  readonly roomsPerHourPerAddress: number;
  readonly lookupsPerMinutePerAddress: number;
  readonly seal: Seal;
}

export type OriginVerdict = "same" | "none" | "foreign";

export interface Gate {
  /** The caller's true address, after trusted proxies. */
  address(request: IncomingMessage): string;
  /** Whether the browser reached us over https, here or at a trusted proxy. */
  isHttps(request: IncomingMessage): boolean;
  /** Whether the page is a secure context (W3C Secure Contexts §3.1): https, or a loopback host. */
  isSecureContext(request: IncomingMessage): boolean;
  isAcceptedHost(request: IncomingMessage): boolean;
  originVerdict(request: IncomingMessage): OriginVerdict;
  /** Where people reach this server, as this request shows it: for links. */
  baseUrl(request: IncomingMessage): string;
  cookies(header: string | undefined): Readonly<Record<string, string | undefined>>;
  /** SHA-256 of the device in a cookie of ours; null without one, or with one we did not make. */
  deviceHash(cookieHeader: string | undefined): string | null;
  /** A `Set-Cookie` value with a new device. */
  newDeviceCookie(request: IncomingMessage): string;
  /** Null to admit a socket, else the reason for refusing (sent as HTTP 403). */
  admitSocket(request: IncomingMessage): string | null;
  /** Counts an admitted socket until it closes. */
  socketOpened(request: IncomingMessage): void;
  /**
   * Counts a new room; milliseconds to wait when the address made too many, else null. While the whole server makes
   * very many, an unknown device waits before it is answered.
   */
  takeRoomCreation(address: string, cookieHeader: string | undefined): Promise<number | null>;
  /** False while an address has asked for too many unknown codes. */
  mayLookUp(address: string): boolean;
  countUnknownCode(address: string): void;
  /** Resolves at once for a known device; later for others while the whole server is busy with guesses. */
  delayGuess(deviceHash: string | null): Promise<void>;
}

export function createGate(options: GateOptions): Gate {
  const trust = proxyAddr.compile([...options.trustedProxies]);
  const socketsByAddress = new Map<string, number>();
  let sockets = 0;
  const creations = new RateLimiterMemory({
    points: options.roomsPerHourPerAddress,
    duration: 60 * 60,
  });
  // Unknown codes: a fixed window by address, and one for the whole server that only ever delays.
  const lookups = createWindowCounter(60_000);
  const GLOBAL = "";
  const globalLookupsPerMinute = options.lookupsPerMinutePerAddress * GLOBAL_SHARE;
  const creationsInAll = createWindowCounter(60 * 60_000);
  const globalCreationsPerHour = options.roomsPerHourPerAddress * GLOBAL_SHARE;

  // A peer that went away in the meantime has no address any more, whatever the type says.
  const address = (request: IncomingMessage): string => proxyAddr(request, trust) ?? "";
  const blocks = new WeakMap<IncomingMessage, string>();
  /** One customer of a network, as far as addresses tell. */
  function blockOf(request: IncomingMessage): string {
    const known = blocks.get(request);
    if (known !== undefined) return known;
    const block = addressBlock(address(request));
    blocks.set(request, block);
    return block;
  }

  /** A header that only a trusted proxy may set. */
  function forwarded(request: IncomingMessage, header: string): string | undefined {
    const peer = request.socket.remoteAddress;
    if (peer === undefined || !trust(peer, 0)) return undefined;
    const value = request.headers[header];
    return (Array.isArray(value) ? value[0] : value)?.split(",")[0]?.trim();
  }

  function isHttps(request: IncomingMessage): boolean {
    // `encrypted` is there on TLS sockets only.
    if ((request.socket as Partial<TLSSocket>).encrypted === true) return true;
    return forwarded(request, "x-forwarded-proto") === "https";
  }

  let accepted: ReadonlySet<string> | null = null;

  /** Made once, since every request and every socket asks, and the system is asked for the port. */
  function acceptedHosts(): ReadonlySet<string> {
    if (accepted !== null) return accepted;
    const port = options.port();
    const hosts = hostsAt(port);
    // Before listening there is no port, and afterwards no other.
    if (port !== 0) accepted = hosts;
    return hosts;
  }

  function hostsAt(port: number): ReadonlySet<string> {
    if (options.publicUrl !== null) return new Set([options.publicUrl.host]);
    const standard = options.https ? 443 : 80;
    const hosts = new Set<string>();
    for (const name of ["localhost", "127.0.0.1", "[::1]", ...options.ownHosts]) {
      hosts.add(`${name}:${port}`);
      if (port === standard) hosts.add(name);
    }
    return hosts;
  }

  const isAcceptedHost = (request: IncomingMessage): boolean =>
    request.headers.host !== undefined && acceptedHosts().has(request.headers.host.toLowerCase());

  function originVerdict(request: IncomingMessage): OriginVerdict {
    const { origin } = request.headers;
    if (origin === undefined) return "none";
    if (options.publicUrl !== null) return origin === options.publicUrl.origin ? "same" : "foreign";
    const scheme = options.https ? "https" : "http";
    for (const host of acceptedHosts()) if (origin === `${scheme}://${host}`) return "same";
    return "foreign";
  }

  function deviceOf(cookieHeader: string | undefined): string | null {
    const sealed =
      cookieHeader === undefined ? undefined : parseCookie(cookieHeader)[DEVICE_COOKIE];
    if (sealed === undefined || sealed.length > 512) return null;
    const device = Device.safeParse(options.seal.open(sealed));
    return device.success ? device.data.device : null;
  }

  return {
    address,
    isHttps,
    isSecureContext(request) {
      if (isHttps(request) || options.publicUrl?.protocol === "https:") return true;
      const name = (request.headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
      return (
        name === "localhost" ||
        name.endsWith(".localhost") ||
        name === "[::1]" ||
        /^127(?:\.\d+){3}$/.test(name)
      );
    },
    isAcceptedHost,
    originVerdict,
    baseUrl(request) {
      if (options.publicUrl !== null) return options.publicUrl.origin;
      const host = isAcceptedHost(request) ? request.headers.host : `localhost:${options.port()}`;
      return `${options.https ? "https" : "http"}://${host}`;
    },
    cookies: (header) => (header === undefined ? {} : parseCookie(header)),
    deviceHash(cookieHeader) {
      const device = deviceOf(cookieHeader);
      return device === null ? null : sha256(device);
    },
    newDeviceCookie(request) {
      const secure = isHttps(request) || options.publicUrl?.protocol === "https:" ? "; Secure" : "";
      const value = options.seal.sign({ device: randomId() });
      return `${DEVICE_COOKIE}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${DEVICE_COOKIE_SECONDS}${secure}`;
    },
    admitSocket(request) {
      if (!isAcceptedHost(request)) return "this host name is not served here";
      const verdict = originVerdict(request);
      // Programs have no Origin and no cookies; a browser has both, and another site's page only the cookies.
      if (verdict === "foreign" || (verdict === "none" && request.headers.cookie !== undefined)) {
        return "this origin may not open sockets";
      }
      // A device that was here before still gets in: it may be coming back to its call.
      if (sockets >= options.maxSockets && deviceOf(request.headers.cookie) === null) {
        return "too many connections";
      }
      if ((socketsByAddress.get(blockOf(request)) ?? 0) >= options.maxSocketsPerAddress) {
        return "too many connections from this address";
      }
      return null;
    },
    socketOpened(request) {
      const from = blockOf(request);
      sockets += 1;
      socketsByAddress.set(from, (socketsByAddress.get(from) ?? 0) + 1);
      request.socket.once("close", () => {
        sockets -= 1;
        const left = (socketsByAddress.get(from) ?? 1) - 1;
        if (left > 0) socketsByAddress.set(from, left);
        else socketsByAddress.delete(from);
      });
    },
    async takeRoomCreation(from, cookieHeader) {
      try {
        await creations.consume(addressBlock(from));
        creationsInAll.add(GLOBAL);
        if (
          creationsInAll.count(GLOBAL) > globalCreationsPerHour &&
          deviceOf(cookieHeader) === null
        ) {
          await delay(BUSY_DELAY_MS);
        }
        return null;
      } catch (exceeded) {
        // The library rejects with its counters when the limit is hit, with an Error when it is broken.
        if (exceeded instanceof Error) throw exceeded;
        return (exceeded as { msBeforeNext: number }).msBeforeNext;
      }
    },
    mayLookUp: (from) => lookups.count(addressBlock(from)) < options.lookupsPerMinutePerAddress,
    countUnknownCode(from) {
      lookups.add(addressBlock(from));
      lookups.add(GLOBAL);
    },
    async delayGuess(deviceHash) {
      if (deviceHash !== null || lookups.count(GLOBAL) < globalLookupsPerMinute) return;
      await delay(BUSY_DELAY_MS);
    },
  };
}

/** Counts by key within the present window; all counts end together, so memory is bounded by one window's callers. */
function createWindowCounter(windowMs: number): {
  add(key: string): void;
  count(key: string): number;
} {
  let counts = new Map<string, number>();
  let startedAtMs = Date.now();
  function turn(): void {
    if (Date.now() - startedAtMs < windowMs) return;
    counts = new Map();
    startedAtMs = Date.now();
  }
  return {
    add(key) {
      turn();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    count(key) {
      turn();
      return counts.get(key) ?? 0;
    },
  };
}
