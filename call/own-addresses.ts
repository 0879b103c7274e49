/** Which addresses this computer has now, as its candidates name them. */

/** Browsers name a computer's own addresses all at once: after so long without another one there is none. */
const QUIET_MS = 20;
/** A computer without a network names none. */
const GATHER_WITHIN_MS = 120;

/** In clear, or by mDNS names (RFC 8828). Empty where the browser does not say it in time, or has no network. */
export async function ownAddresses(): Promise<ReadonlySet<string>> {
  const addresses = new Set<string>();
  const connection = new RTCPeerConnection();
  try {
    const gathered = new Promise<void>((resolve) => {
      let timer = setTimeout(resolve, GATHER_WITHIN_MS);
      connection.addEventListener("icecandidate", ({ candidate }) => {
        if (candidate?.address) addresses.add(candidate.address);
        clearTimeout(timer);
        timer = setTimeout(resolve, candidate === null ? 0 : QUIET_MS);
      });
    });
    connection.createDataChannel("");
    await connection.setLocalDescription();
    await gathered;
  } catch {
    // A page that goes: nobody asks any more.
  } finally {
    connection.close();
  }
  return addresses;
}
