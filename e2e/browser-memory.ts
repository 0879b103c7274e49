/** How much memory a browser takes, with all its processes. Linux alone tells it. */

import { readdir, readFile } from "node:fs/promises";

/** Memory of a browser by its profile, with all its processes, that no other program shares, bytes (proc(5), Pss). */
export async function memoryOf(profile: string): Promise<number> {
  const parents = new Map<string, string>();
  let root: string | undefined;
  for (const id of await readdir("/proc")) {
    if (!/^\d+$/.test(id)) continue;
    const [line, state] = await Promise.all(
      [`/proc/${id}/cmdline`, `/proc/${id}/stat`].map((path) =>
        // It may have ended meanwhile.
        readFile(path, "utf8").catch(() => ""),
      ),
    );
    parents.set(id, /\) . (\d+)/.exec(state ?? "")?.[1] ?? "");
    if (line?.includes(profile) === true && !line.includes("--type=")) root = id;
  }
  const isOfBrowser = (id: string): boolean =>
    id === root || (parents.has(id) && isOfBrowser(parents.get(id) ?? ""));
  let kilobytes = 0;
  for (const id of [...parents.keys()].filter(isOfBrowser)) {
    const text = await readFile(`/proc/${id}/smaps_rollup`, "utf8").catch(() => "");
    kilobytes += Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0);
  }
  return kilobytes * 1_024;
}
