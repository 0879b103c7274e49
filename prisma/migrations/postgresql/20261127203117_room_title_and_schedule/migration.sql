-- AlterTable
ALTER TABLE "rooms" ADD COLUMN     "schedule" TEXT,
ADD COLUMN     "title" TEXT;
