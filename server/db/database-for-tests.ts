import type { Database } from "./database.ts";
import { withJournal } from "./open-database.ts";
import { openStore } from "./open-store.ts";
import type { OpenStoreOptions } from "./store.ts";

/** As `openDatabase`, without a thread, whose start would cost every test more than all else in it. */
export async function openDatabaseHere(options: OpenStoreOptions): Promise<Database> {
  return withJournal(await openStore(options), options.log);
}
