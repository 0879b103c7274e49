-- AlterTable
ALTER TABLE "calls" ADD COLUMN     "lockedAt" TIMESTAMP(3);

-- AlterTable
ALTER TABLE "participations" ADD COLUMN     "role" TEXT;
