/** Opens the database: the journal in this thread, all work with the store in another. */

import type { Database } from "./database.ts";
import { EventsRefusedError } from "./errors.ts";
import { startJournal } from "./journal.ts";
import type { OpenStoreOptions, Store, StoreLog } from "./store.ts";
import { openStoreInThread } from "./store-thread.ts";

/** How long `close` waits for a database that does not take the last events. */
const CLOSE_FLUSH_MS = 5_000;

/**
 * Opens the database, makes it if there is none (SQLite), applies pending migrations and starts the journal. Rejects
 * with `DatabaseStartError`, whose message is for the person at the terminal, and changes nothing then. The caller
 * calls `close()`.
 */
export async function openDatabase(options: OpenStoreOptions): Promise<Database> {
  return withJournal(await openStoreInThread(options), options.log);
}

/** A database over a store, which ends with it. What the store cannot take now waits in this thread. */
export function withJournal(store: Store, log: StoreLog): Database {
  const { events, close, ...asked } = store;
  const journal = startJournal({
    log,
    write: events.write,
    isRefused: (error) => error instanceof EventsRefusedError,
  });
  return {
    ...asked,
    journal,
    async close() {
      try {
        await journal.flush(CLOSE_FLUSH_MS);
      } catch (error) {
        log.error({ error }, "database: closing with events that could not be written");
      }
      journal.stop();
      await close();
    },
  };
}
