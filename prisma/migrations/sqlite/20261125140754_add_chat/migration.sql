-- CreateTable
CREATE TABLE "chat_entries" (
    "callId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "entry" TEXT NOT NULL,

    PRIMARY KEY ("callId", "seq"),
    CONSTRAINT "chat_entries_callId_fkey" FOREIGN KEY ("callId") REFERENCES "calls" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
