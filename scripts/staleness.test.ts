import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { staleness } from "./staleness.mjs";

describe("a product made from sources", () => {
  let root: string;

  const look = () =>
    staleness({ root, stamp: ".cache/stamp", sources: ["app", "one.json"], products: ["dist"] });

  function make(): void {
    const step = look();
    const content = step.contentHash();
    mkdirSync(join(root, "dist"), { recursive: true });
    step.remember(content);
  }

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "rondo-staleness-"));
    mkdirSync(join(root, "app/inner"), { recursive: true });
    writeFileSync(join(root, "app/inner/page.ts"), "ann");
    writeFileSync(join(root, "one.json"), "{}");
  });

  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  test("is stale before it was ever made", () => {
    expect(look().isFresh()).toBe(false);
  });

  test("is fresh after it was made", () => {
    make();

    expect(look().isFresh()).toBe(true);
  });

  test("is stale when a source changes, comes or goes", () => {
    make();
    writeFileSync(join(root, "app/inner/page.ts"), "ben");
    utimesSync(join(root, "app/inner/page.ts"), 1, 1);
    expect(look().isFresh()).toBe(false);

    make();
    writeFileSync(join(root, "app/new.ts"), "");
    expect(look().isFresh()).toBe(false);

    make();
    rmSync(join(root, "one.json"));
    expect(look().isFresh()).toBe(false);
  });

  test("is fresh when only the times of its sources changed", () => {
    make();
    utimesSync(join(root, "app/inner/page.ts"), 1, 1);

    expect(look().isFresh()).toBe(true);
  });

  test("is fresh when only a test changed", () => {
    make();
    writeFileSync(join(root, "app/page.test.ts"), "");

    expect(look().isFresh()).toBe(true);
  });

  test("is stale when it is gone, or its stamp is damaged", () => {
    make();
    rmSync(join(root, "dist"), { recursive: true });
    expect(look().isFresh()).toBe(false);

    make();
    writeFileSync(join(root, ".cache/stamp"), "{");
    expect(look().isFresh()).toBe(false);
  });

  test("is stale when a source changed while it was made", () => {
    const step = look();
    const content = step.contentHash();
    mkdirSync(join(root, "dist"));
    writeFileSync(join(root, "app/inner/page.ts"), "ben and ann");
    step.remember(content);

    expect(look().isFresh()).toBe(false);
  });
});
