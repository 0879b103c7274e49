/**
 * The key that signs what this server gives out and takes back: resume tokens and device cookies. It lies in
 * `DATA_DIR`, so that both outlive a killed process.
 */

import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const KEY_FILE = "secret.key";
const KEY_BYTES = 32;

/** The key file is not what this server wrote. The message says what to do about it. */
export class DamagedKeyError extends Error {
  override readonly name = "DamagedKeyError";
}

/** Signs and opens small JSON values for one purpose; values for one purpose never pass for another. */
export interface Seal {
  sign(value: unknown): string;
  /** The value, or undefined if the signature is not ours. */
  open(sealed: string): unknown;
}

/**
 * Reads the key of this data directory, making it on the first start; returns a maker of seals. Throws `DamagedKeyError`,
 * or the file system's error where the directory cannot be used.
 */
export function loadSecrets(dataDir: string): { seal(purpose: string): Seal } {
  const file = join(dataDir, KEY_FILE);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (!existsSync(file)) writeFileSync(file, randomBytes(KEY_BYTES), { mode: 0o600, flag: "wx" });
  const master = readFileSync(file);
  if (master.length !== KEY_BYTES) {
    throw new DamagedKeyError(
      `${file} is damaged: delete it to make a new one (people in calls must then rejoin).`,
    );
  }
  return {
    seal(purpose) {
      const key = Buffer.from(hkdfSync("sha256", master, "", `rondo/${purpose}`, KEY_BYTES));
      const mac = (body: string) => createHmac("sha256", key).update(body).digest();
      return {
        sign(value) {
          const body = Buffer.from(JSON.stringify(value)).toString("base64url");
          return `${body}.${mac(body).toString("base64url")}`;
        },
        open(sealed) {
          const [body, signature, ...rest] = sealed.split(".");
          if (body === undefined || signature === undefined || rest.length > 0) return undefined;
          const given = Buffer.from(signature, "base64url");
          const expected = mac(body);
          if (given.length !== expected.length || !timingSafeEqual(given, expected))
            return undefined;
          try {
            return JSON.parse(Buffer.from(body, "base64url").toString("utf8"));
          } catch {
            return undefined;
          }
        },
      };
    },
  };
}

/** SHA-256, hex: what is stored of host keys and device cookies. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** A random identifier, url-safe; 128 bits unless told. */
export function randomId(bytes = 16): string {
  return randomBytes(bytes).toString("base64url");
}
