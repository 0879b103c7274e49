-- AlterTable
ALTER TABLE "rooms" ADD COLUMN "schedule" TEXT;
ALTER TABLE "rooms" ADD COLUMN "title" TEXT;
