/** zod, set up before the first schema is made; everything in the browser's layers takes it from here. */

import { z } from "zod";

// zod compiles schemas with `new Function` where it may, and finds out by trying: our pages' policy forbids it and
// reports the try. In Node nothing forbids it, and messages are validated faster.
if ("window" in globalThis) z.config({ jitless: true });

export { z };
