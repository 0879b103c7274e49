/** Which addresses this computer has now, as its candidates name them. */

import type { Connect } from "./mesh/fresh-connection.ts";

/** Browsers name a computer's own addresses all at once: after so long without another one there is none. */
const QUIET_MS = 20;
/** A computer without a network names none. */
const GATHER_WITHIN_MS = 120;
/** A socket is back before a browser has said that its network is; what it says much later is not waited for. */
const KNOWN_WITHIN_MS = 700;

/**
 * In clear, or by mDNS names (RFC 8828), as a connection made by `connect` finds them. Empty where the browser does not
 * say it in time, or has no network.
 */
export async function ownAddresses(connect: Connect): Promise<ReadonlySet<string>> {
  await networkIsKnown();
  const addresses = new Set<string>();
  const connection = connect({});
  return await new Promise((resolve) => {
    const done = () => {
      connection.close();
      resolve(addresses);
    };
    let timer = setTimeout(done, GATHER_WITHIN_MS);
    connection.onicecandidate = ({ candidate }) => {
      if (candidate?.address) addresses.add(candidate.address);
      clearTimeout(timer);
      timer = setTimeout(done, QUIET_MS);
    };
    connection.createDataChannel("");
    // Without a description nothing is gathered, and nothing is known.
    connection.setLocalDescription().catch(() => undefined);
  });
}

/** Before that, a browser names no address, and finds no path from the ones that it has. */
async function networkIsKnown(): Promise<void> {
  if (navigator.onLine) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, KNOWN_WITHIN_MS);
    window.addEventListener(
      "online",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
