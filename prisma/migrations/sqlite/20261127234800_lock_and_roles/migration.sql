-- AlterTable
ALTER TABLE "calls" ADD COLUMN "lockedAt" DATETIME;

-- AlterTable
ALTER TABLE "participations" ADD COLUMN "role" TEXT;
