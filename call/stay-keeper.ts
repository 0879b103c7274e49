/** Keeps what one looks back on after a call. What notes it is loaded a while after joining, which must not wait for it. */

import type { StayRecord, StaySources } from "./stay-record.ts";

/** Of one session; after `end()` it may begin again. */
export interface StayKeeper {
  /** A seat is held, for the first time or again. */
  seated(): void;
  /** The stay is over: what was noted; null where nothing was. */
  end(): ReturnType<StayRecord["summary"]> | null;
}

const LOAD_AFTER_MS = 2_000;

type CreateRecord = (sources: StaySources) => StayRecord;

export function createStayKeeper(
  sources: StaySources,
  load: () => Promise<CreateRecord> = async () =>
    (await import("./stay-record.ts")).createStayRecord,
): StayKeeper {
  /** Of now; another stay is another object. */
  let stay: { record: StayRecord | null; readonly timer: ReturnType<typeof setTimeout> } | null =
    null;

  const begin = async () => {
    const own = stay;
    try {
      const create = await load();
      if (own !== null && own === stay) own.record = create(sources);
    } catch {
      // The end says less, then.
    }
  };

  return {
    seated() {
      stay ??= { record: null, timer: setTimeout(() => void begin(), LOAD_AFTER_MS) };
    },
    end() {
      const ending = stay;
      stay = null;
      clearTimeout(ending?.timer);
      ending?.record?.stop();
      return ending?.record?.summary() ?? null;
    },
  };
}
