import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{protocol,call,components,server,scripts,deploy,bench,lab}/**/*.test.{ts,tsx}"],
    // A test that needs longer says so itself, with the reason.
    testTimeout: 10_000,
    hookTimeout: 60_000,
    pool: "forks",
  },
});
