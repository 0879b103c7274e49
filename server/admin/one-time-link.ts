/** Sign-in without a password: a link that works once, for a short while, and that only the machine's owner sees. */

import { createHash, timingSafeEqual } from "node:crypto";
import { rmSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { randomId } from "#server/secrets.ts";

export const LINK_LIFETIME_MS = 15 * 60_000;
const CODE_BYTES = 32;

function digest(code: string): Buffer {
  return createHash("sha256").update(code).digest();
}

export interface OneTimeCode {
  /** Makes a new code; the one before is void. */
  issue(): string;
  /** Whether a code can still be spent. */
  isLive(): boolean;
  /** True once, for the code that was issued last, within its lifetime. */
  spend(code: string): boolean;
}

/** Keeps the hash of one code in memory; a restart makes it void. */
export function createOneTimeCode(nowMs: () => number): OneTimeCode {
  let live: { readonly hash: Buffer; readonly expiresAtMs: number } | null = null;

  function isLive(): boolean {
    return live !== null && nowMs() < live.expiresAtMs;
  }

  return {
    issue() {
      const code = randomId(CODE_BYTES);
      live = { hash: digest(code), expiresAtMs: nowMs() + LINK_LIFETIME_MS };
      return code;
    },
    isLive,
    spend(code) {
      if (live === null || !isLive() || !timingSafeEqual(digest(code), live.hash)) return false;
      live = null;
      return true;
    },
  };
}

/**
 * The code stands in the fragment: browsers send that to nobody, so it is in no log, no proxy's either, and in no
 * `Referer`. The page takes it out of the address bar and spends it by a POST when a person presses the button, so
 * that neither a preview of the link nor going back in the history spends it.
 */
export function oneTimeAddress(baseUrl: string, code: string): string {
  return `${baseUrl}/admin#code=${code}`;
}

export interface LinkFile {
  readonly path: string;
  write(address: string): Promise<void>;
  /** Removes the file, at once; no error when there is none. */
  remove(): void;
}

/** The file that carries a link to whoever may read `DATA_DIR` when there is no terminal to show it on. */
export function createLinkFile(dataDir: string): LinkFile {
  const path = join(dataDir, "admin-link.txt");
  return {
    path,
    async write(address) {
      // `mode` counts only for a new file, and writing through a link planted at `path` would go anywhere: so a new
      // file takes the old one's place.
      const fresh = `${path}.${randomId(6)}`;
      try {
        await writeFile(fresh, `${address}\n`, { mode: 0o600, flag: "wx" });
        await rename(fresh, path);
      } catch (error) {
        await rm(fresh, { force: true });
        throw error;
      }
    },
    remove() {
      rmSync(path, { force: true });
    },
  };
}
