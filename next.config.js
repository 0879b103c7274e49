// As in components/text/languages.ts, which is not for Node to read.
const languages = ["en", "zh", "es", "fr", "de", "ar"];
const catalogues = languages.flatMap((tag) => [
  `${tag}.json`,
  `admin.${tag}.json`,
  `failed.${tag}.json`,
]);

/** @type {import("next").NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  // Types are checked by `npm test`, over every folder at once; a second check here would only slow the start.
  typescript: { ignoreBuildErrors: true },
  // No image optimizer: its endpoint is attack surface that Rondo has no use for (see docs/adr).
  images: { unoptimized: true },
  devIndicators: false,
  turbopack: {
    // Messages are compiled when the app is built: their parser weighs more in a page than most of its screens.
    rules: {
      ...Object.fromEntries(
        catalogues.map((name) => [
          name,
          { loaders: ["./scripts/compile-messages.cjs"], as: "*.js" },
        ]),
      ),
      "**/engine.io-client/build/esm/transports/index.js": {
        loaders: ["./scripts/websocket-alone.cjs"],
      },
    },
    resolveAlias: { "use-intl/format-message": "use-intl/format-message/format-only" },
  },
};

export default config;
