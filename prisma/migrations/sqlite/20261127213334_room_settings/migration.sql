-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_rooms" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "code" TEXT NOT NULL,
    "title" TEXT,
    "schedule" TEXT,
    "hostKeyHash" TEXT NOT NULL,
    "requireEmail" BOOLEAN NOT NULL,
    "lobby" BOOLEAN NOT NULL DEFAULT false,
    "settings" TEXT NOT NULL DEFAULT '{}',
    "passwordHash" TEXT,
    "createdAt" DATETIME NOT NULL,
    "lastUsedAt" DATETIME NOT NULL,
    "closedAt" DATETIME
);
INSERT INTO "new_rooms" ("closedAt", "code", "createdAt", "hostKeyHash", "id", "lastUsedAt", "lobby", "requireEmail", "schedule", "title") SELECT "closedAt", "code", "createdAt", "hostKeyHash", "id", "lastUsedAt", "lobby", "requireEmail", "schedule", "title" FROM "rooms";
DROP TABLE "rooms";
ALTER TABLE "new_rooms" RENAME TO "rooms";
CREATE UNIQUE INDEX "rooms_code_key" ON "rooms"("code");
CREATE INDEX "rooms_lastUsedAt_idx" ON "rooms"("lastUsedAt");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
