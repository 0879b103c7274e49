import { defineConfig } from "@playwright/test";

/** Browsers encode and decode video on the same cores that run the tests, so one test runs at a time. */
export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  outputDir: "test-results/artifacts",
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["json", { outputFile: ".cache/playwright.json" }]],
  use: {
    locale: "en-US",
    trace: "off",
    screenshot: "only-on-failure",
  },
});
