/**
 * Looks whether the network is back, by the one thing that a page can send as a fresh packet as often as it likes: a
 * STUN request to the servers of the call (RFC 8489 §7). Attempts to connect over TCP that began in a dead network try
 * again only after seconds, and browsers hold back pages that make many.
 */

import type { IceServer } from "#protocol/room.ts";

export interface PathScout {
  /** Looks until the path is back or `stop()`; does nothing while it looks already, or where there is no server to ask. */
  start(servers: readonly IceServer[]): void;
  stop(): void;
}

const EVERY_MS = 300;
const AT_ONCE = 4;
const LATER_EVERY_MS = 4_000;
/** Connections that were closed use memory until the browser cleans up, so a long absence is looked into more rarely. */
const EAGER_LOOKS = 250;

/** `onFound` is called once for each `start()`. */
export function createPathScout(onFound: () => void): PathScout {
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** The latest few: an answer may take longer than the next question. */
  let asking: RTCPeerConnection[] = [];

  const stop = () => {
    clearTimeout(timer);
    timer = undefined;
    for (const connection of asking) connection.close();
    asking = [];
  };

  const look = (urls: readonly string[], looks: number) => {
    while (asking.length >= AT_ONCE) asking.shift()?.close();
    const connection = new RTCPeerConnection({ iceServers: [{ urls: [...urls] }] });
    asking.push(connection);
    connection.addEventListener("icecandidate", ({ candidate }) => {
      // An address as a server sees it: a packet went out and an answer came.
      if (!asking.includes(connection) || candidate?.type !== "srflx") return;
      stop();
      onFound();
    });
    connection.createDataChannel("");
    connection.setLocalDescription().catch(() => undefined);
    timer = setTimeout(
      () => look(urls, looks + 1),
      looks < EAGER_LOOKS ? EVERY_MS : LATER_EVERY_MS,
    );
  };

  return {
    start(servers) {
      if (timer !== undefined) return;
      const urls = stunUrlsOf(servers);
      if (urls.length > 0) look(urls, 0);
    },
    stop,
  };
}

/** Where to ask: a TURN server over UDP answers STUN requests on the same port (RFC 8656 §5). Two are enough. */
export function stunUrlsOf(servers: readonly IceServer[]): readonly string[] {
  const urls = servers.flatMap((server) =>
    server.urls.flatMap((url) => {
      if (/^stun:/i.test(url)) return url;
      if (!/^turn:/i.test(url) || /[?&]transport=tcp/i.test(url)) return [];
      return url.replace(/^turn:/i, "stun:").replace(/\?.*$/, "");
    }),
  );
  return [...new Set(urls)].slice(0, 2);
}
