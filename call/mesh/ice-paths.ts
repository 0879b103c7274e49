/** Which paths the given ICE servers allow at each level of traversal. Pure; URLs as in RFC 7064 and RFC 7065. */

import type { Means, TraversalLevel } from "./recovery.ts";

type Urls = Pick<RTCIceServer, "urls">;

/** The servers that are of use at a level: above 0 relays alone, at 2 those that are reached over TCP or TLS. */
export function serversFor<T extends Urls>(level: TraversalLevel, servers: readonly T[]): T[] {
  if (level === 0) return [...servers];
  return servers.flatMap((server) => {
    const urls = [server.urls]
      .flat()
      .filter((url) => (level === 2 ? isOverTcp(url) : isRelay(url)));
    return urls.length === 0 ? [] : [{ ...server, urls }];
  });
}

export function meansOf(servers: readonly Urls[]): Omit<Means, "fromLevel"> {
  const urls = servers.flatMap((server) => server.urls);
  return { relay: urls.some(isRelay), relayOverTcp: urls.some(isOverTcp) };
}

function isRelay(url: string): boolean {
  return /^turns?:/i.test(url);
}

/** TLS is over TCP unless it is said to be DTLS. */
function isOverTcp(url: string): boolean {
  if (/[?&]transport=tcp/i.test(url)) return isRelay(url);
  return /^turns:/i.test(url) && !/[?&]transport=udp/i.test(url);
}
