/** The database without its journal: only asked and answered, so that its work can be done in another thread. */

import type { Log } from "../log.ts";
import type { CallEvent, Database } from "./database.ts";

/** Where the database lies; can be sent to another thread. */
export interface StorePlace {
  /** `postgresql://…` or `file:…`; null for the embedded database in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
}

export type StoreLog = Pick<Log, "info" | "warn" | "error">;

export interface OpenStoreOptions extends StorePlace {
  readonly log: StoreLog;
}

export interface Store extends Omit<Database, "journal" | "close"> {
  readonly events: {
    /**
     * Writes a batch, all or nothing; what is there already is left as it is. Rejects with `EventsRefusedError` where
     * the database would never take it, with any other error where trying again may help.
     */
    write(batch: readonly CallEvent[]): Promise<void>;
  };
  /** Disconnects. The caller must not use the store afterwards. */
  close(): Promise<void>;
}
