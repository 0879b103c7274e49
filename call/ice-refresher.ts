/** Fetches new relay credentials before the old ones end, so that a restart in a long call finds them valid. */

import type { Result } from "#protocol/failure.ts";
import type { IceConfiguration, IceServer } from "#protocol/room.ts";

/** Leaves time for a server that is away when the refresh is due. */
const REFRESH_AT_RATIO = 0.8;
const RETRY_MS = 10_000;
/** Browsers take a longer delay for none at all. */
const DELAY_MAX_MS = 2 ** 31 - 1;

export interface IceRefresher {
  /** Starts over from a configuration received now. */
  follow(ice: IceConfiguration): void;
  stop(): void;
}

export function createIceRefresher(
  fetch: () => Promise<Result<IceConfiguration>>,
  onServers: (servers: readonly IceServer[]) => void,
): IceRefresher {
  let timer: ReturnType<typeof setTimeout> | undefined;

  const schedule = (delayMs: number) => {
    clearTimeout(timer);
    const own = setTimeout(
      async () => {
        const refreshed = await fetch();
        // Stopped, or given a newer configuration, while the answer was on its way.
        if (timer !== own) return;
        if (refreshed.ok) {
          onServers(refreshed.value.servers);
          follow(refreshed.value);
        } else {
          schedule(RETRY_MS);
        }
      },
      Math.min(delayMs, DELAY_MAX_MS),
    );
    timer = own;
  };
  const stop = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  const follow = ({ validForMs }: IceConfiguration) => {
    if (validForMs === null) stop();
    else schedule(validForMs * REFRESH_AT_RATIO);
  };

  return { follow, stop };
}
