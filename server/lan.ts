/**
 * `--lan`: reach this server from a phone in the same network. Browsers give cameras to secure pages only, so it needs
 * https, and without a name of its own the certificate can only be self-signed.
 */

import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { isIPv4, isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";

const CERTIFICATE_DAYS = 365;
/** A certificate this close to its end is made anew at start. */
const RENEW_BEFORE_MS = 30 * 24 * 60 * 60 * 1000;

/** Addresses of this machine in its networks, private ones included, loopback and link-local ones not. */
export function ownAddresses(): readonly string[] {
  const addresses: string[] = [];
  for (const entries of Object.values(networkInterfaces())) {
    for (const entry of entries ?? []) {
      if (!entry.internal && !entry.address.startsWith("fe80:")) addresses.push(entry.address);
    }
  }
  return addresses;
}

/** Whether a server that listens there listens on all addresses. */
export function isWildcard(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}

/** Of this machine's `addresses`, those at which others reach a server that listens on `host`. */
export function reachableAt(host: string, addresses: readonly string[]): readonly string[] {
  if (!isWildcard(host)) return [host];
  // "::" takes in IPv4 too (Node's `ipv6Only` is off).
  return host === "::" ? addresses : addresses.filter((address) => isIPv4(address));
}

/** An address as it stands in a URL. */
export function urlHost(address: string): string {
  return isIPv6(address) ? `[${address}]` : address;
}

/** The key and certificate in `dataDir`, made when missing, ending soon, or not covering an address. */
export async function lanCertificate(
  dataDir: string,
  addresses: readonly string[],
  nowMs: number,
): Promise<{ key: string; cert: string }> {
  const keyFile = join(dataDir, "lan-key.pem");
  const certFile = join(dataDir, "lan-cert.pem");
  if (existsSync(keyFile) && existsSync(certFile)) {
    const cert = readFileSync(certFile, "utf8");
    if (isStillGood(cert, addresses, nowMs)) return { key: readFileSync(keyFile, "utf8"), cert };
  }
  const made = await generate([{ name: "commonName", value: "Rondo on this network" }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    notBeforeDate: new Date(nowMs - 60_000),
    notAfterDate: new Date(nowMs + CERTIFICATE_DAYS * 24 * 60 * 60 * 1000),
    extensions: [
      { name: "basicConstraints", cA: false },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          ...["127.0.0.1", "::1", ...addresses].map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  });
  writeFileSync(keyFile, made.private, { mode: 0o600 });
  writeFileSync(certFile, made.cert, { mode: 0o644 });
  return { key: made.private, cert: made.cert };
}

function isStillGood(pem: string, addresses: readonly string[], nowMs: number): boolean {
  try {
    const certificate = new X509Certificate(pem);
    if (Date.parse(certificate.validTo) - nowMs < RENEW_BEFORE_MS) return false;
    return addresses.every((address) => certificate.checkIP(address) !== undefined);
  } catch {
    return false;
  }
}
