import { fileURLToPath } from "node:url";

/** The programs of this folder that run as processes or pages of their own; scripts/bench.mjs bundles each. */
export type BundleName = "self-report" | "minimal-relay" | "ws-relay" | "load" | "bare-page";

/** Path of a bundled program; all of them lie beside the one that runs. */
export function bundlePath(name: BundleName): string {
  return fileURLToPath(new URL(`${name}.mjs`, import.meta.url));
}
