-- AlterTable
ALTER TABLE "rooms" ADD COLUMN     "lobby" BOOLEAN NOT NULL DEFAULT false;
