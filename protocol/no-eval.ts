/**
 * Imported by every file of the browser's layers that makes schemas, for its effect before the first one.
 *
 * zod compiles schemas with `new Function` where it may, and finds out by trying: our pages' policy forbids it and
 * reports the try. In Node nothing forbids it, and messages are validated faster.
 *
 * zod itself is imported where it is used: passed on from here, all of it would be bundled.
 */

import { config } from "zod/mini";

if ("window" in globalThis) config({ jitless: true });
