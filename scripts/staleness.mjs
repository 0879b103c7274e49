/**
 * Whether something made from sources is still good, by a stamp file beside it: first by names, times and sizes of the
 * sources (a few milliseconds), and only where those changed by content, so that going to another commit and back makes
 * nothing anew.
 */

import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";

/**
 * All files under the given files and folders, sorted; missing ones and tests are left out.
 * @param {string} root
 * @param {readonly string[]} sources relative to the root
 * @returns {string[]} absolute paths
 */
function listFiles(root, sources) {
  /** @type {string[]} */
  const files = [];
  /** @param {string} path */
  const visit = (path) => {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return;
    if (!stats.isDirectory()) {
      files.push(path);
      return;
    }
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.name === "node_modules") continue;
      if (entry.isDirectory()) visit(join(path, entry.name));
      else if (!/\.test\.tsx?$/.test(entry.name)) files.push(join(path, entry.name));
    }
  };
  for (const source of sources) visit(join(root, source));
  return files.sort();
}

/**
 * Looks at the sources now; paths are relative to the root, sources may be folders. Take `contentHash()` before the
 * product is made and give it to `remember()` after: what changed meanwhile then counts as changed.
 * @param {{ root: string, stamp: string, sources: readonly string[], products: readonly string[] }} step
 */
export function staleness({ root, stamp, sources, products }) {
  const stampPath = join(root, stamp);
  const files = listFiles(root, sources);
  const glanceHash = createHash("sha256");
  for (const file of files) {
    const { mtimeMs, size } = statSync(file);
    glanceHash.update(`${relative(root, file)}\0${mtimeMs}\0${size}\0`);
  }
  const glance = glanceHash.digest("hex");

  const contentHash = () => {
    const hash = createHash("sha256");
    for (const file of files) {
      const content = readFileSync(file);
      hash.update(`${relative(root, file)}\0${content.length}\0`).update(content);
    }
    return hash.digest("hex");
  };

  /** @param {string} content what `contentHash()` gave before the product was made */
  const remember = (content) => {
    mkdirSync(dirname(stampPath), { recursive: true });
    // Renamed into place, so that a process that is killed leaves no half stamp.
    writeFileSync(`${stampPath}.${process.pid}`, JSON.stringify({ glance, content }));
    renameSync(`${stampPath}.${process.pid}`, stampPath);
  };

  const isFresh = () => {
    if (products.some((product) => !existsSync(join(root, product)))) return false;
    /** @type {{ glance?: unknown, content?: unknown }} */
    let stamped;
    try {
      stamped = JSON.parse(readFileSync(stampPath, "utf8"));
    } catch {
      return false;
    }
    if (stamped.glance === glance) return true;
    const content = contentHash();
    if (stamped.content !== content) return false;
    remember(content);
    return true;
  };

  return { isFresh, contentHash, remember };
}
