/** Runs in every page before anything else of ours (a convention of Next.js). */

// zod compiles schemas by `new Function` and asks whether it may: the policy refuses, and browsers report it on every
// page. This is what zod's `config({ jitless: true })` does; importing that would bring zod to pages without it.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
