import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { PrismaClient } from "#generated/prisma/sqlite/client.ts";
import { insertRows } from "./insert-rows.ts";
import { isRefused } from "./refusals.ts";
import { openSqlite } from "./sqlite.ts";

let folder: string;
let prisma: PrismaClient;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "rondo-insert-"));
  const { factory } = await openSqlite(join(folder, "rondo.sqlite"));
  prisma = new PrismaClient({ adapter: factory });
});

afterEach(async () => {
  await prisma.$disconnect();
  rmSync(folder, { recursive: true, force: true });
});

const ann = {
  id: "ann",
  email: null,
  deviceHash: `it's "a" \\ device`,
  name: "Ann 🦊 O'Hara",
  createdAt: new Date(Date.UTC(2026, 0, 5, 10, 0, 0, 120)),
};
const ben = { ...ann, id: "ben", deviceHash: null, email: "ben@example.org" };

test("rows are stored as Prisma stores them", async () => {
  await prisma.user.createMany({ data: [ann, ben] });
  const stored = await prisma.$queryRaw`SELECT * FROM users ORDER BY id`;
  await prisma.user.deleteMany();

  expect(await insertRows(prisma, "sqlite", "users", [ann, ben])).toBe(2);

  expect(await prisma.$queryRaw`SELECT * FROM users ORDER BY id`).toEqual(stored);
  expect(await prisma.user.findMany({ orderBy: { id: "asc" } })).toEqual([ann, ben]);
});

test("a row that is there already refuses all of them, for good", async () => {
  await insertRows(prisma, "sqlite", "users", [ann]);

  const error: unknown = await prisma
    .$transaction([insertRows(prisma, "sqlite", "users", [ben, ann])])
    .catch((reason: unknown) => reason);

  expect(isRefused(error)).toBe(true);
  expect(await prisma.user.count()).toBe(1);
});

test("a row that refers to nothing is refused, for good", async () => {
  const stay = {
    id: "stay",
    callId: "no such call",
    userId: "ann",
    participantId: "p",
    name: "Ann",
    browser: "Firefox 153",
    deviceHash: null,
    joinedAt: new Date(1),
    leftAt: null,
    role: null,
  };

  const error: unknown = await insertRows(prisma, "sqlite", "participations", [stay]).catch(
    (reason: unknown) => reason,
  );

  expect(isRefused(error)).toBe(true);
});
