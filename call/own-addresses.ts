/** Which addresses this computer has now, as its candidates name them. */

/** Browsers name a computer's own addresses all at once: after so long without another one there is none. */
const QUIET_MS = 20;
/** A computer without a network names none. */
const GATHER_WITHIN_MS = 120;

/** In clear, or by mDNS names (RFC 8828). Empty where the browser does not say it in time, or has no network. */
export function ownAddresses(): Promise<ReadonlySet<string>> {
  return new Promise((resolve) => {
    const addresses = new Set<string>();
    const connection = new RTCPeerConnection();
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
