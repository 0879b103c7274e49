-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_chat_entries" (
    "callId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" DATETIME NOT NULL DEFAULT '1970-01-01 00:00:00 +00:00',
    "entry" TEXT NOT NULL,

    PRIMARY KEY ("callId", "seq"),
    CONSTRAINT "chat_entries_callId_fkey" FOREIGN KEY ("callId") REFERENCES "calls" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_chat_entries" ("callId", "entry", "seq") SELECT "callId", "entry", "seq" FROM "chat_entries";
DROP TABLE "chat_entries";
ALTER TABLE "new_chat_entries" RENAME TO "chat_entries";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
