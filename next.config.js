/** @type {import("next").NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  // Types are checked by `npm test`, over every folder at once; a second check here would only slow the start.
  typescript: { ignoreBuildErrors: true },
  // No image optimizer: its endpoint is attack surface that Rondo has no use for (see docs/adr).
  images: { unoptimized: true },
  devIndicators: false,
};

export default config;
