import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import floors from "./version-floors.json" with { type: "json" };
import { belowFloors } from "./version-floors.mjs";

const lockfile = JSON.parse(readFileSync("package-lock.json", "utf8"));

describe("the version floors", () => {
  it("hold for everything in the lockfile", () => {
    expect(belowFloors(lockfile, floors)).toEqual([]);
  });

  it("name a package that somebody is about to install", () => {
    for (const name of Object.keys(floors)) {
      expect(lockfile.packages[`node_modules/${name}`], name).toBeDefined();
    }
  });

  it("catch a planted old version, nested ones and pre-releases too", () => {
    const planted = {
      packages: {
        "node_modules/next": { version: "16.4.4" },
        "node_modules/engine.io/node_modules/ws": { version: "8.20.9" },
        "node_modules/socket.io-parser": { version: "4.2.7-rc.1" },
        "node_modules/ws": { version: "9.0.0" },
      },
    };
    expect(belowFloors(planted, floors)).toHaveLength(3);
  });
});
