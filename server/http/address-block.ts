/** Whom a limit by address counts. */

import { isIPv6 } from "node:net";

/**
 * What one person controls at least: an IPv4 address, or the /64 network of an IPv6 address. Someone with a /64 has
 * more addresses than any counter could hold.
 */
export function addressBlock(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  const [bare = address] = address.split("%");
  if (!isIPv6(bare)) return address;
  // The URL parser writes an IPv6 address in its shortest form, so the same network has one spelling.
  const shortest = new URL(`http://[${bare}]/`).hostname.slice(1, -1);
  const [head = "", tail] = shortest.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  return `${[...before, ...zeros, ...after].slice(0, 4).join(":")}::/64`;
}
