-- AlterTable
ALTER TABLE "rooms" ADD COLUMN     "passwordHash" TEXT,
ADD COLUMN     "settings" TEXT NOT NULL DEFAULT '{}';
