/**
 * Peer connections that know the networks of this moment. Chromium (156, services/network/p2p) tells a page of a new
 * network half a second after it says `online`, and connections that the page makes until then look for paths from
 * addresses that are gone. A window that was just made asks for itself, and half a second is most of a heal.
 */

/** A window is asked again for as long: the links of a call move all at once. */
const FRESH_FOR_MS = 500;

export type Connect = (configuration: RTCConfiguration) => RTCPeerConnection;

/**
 * Makes connections in a hidden window of their own, which goes after the last of them was closed. Elsewhere than in
 * Chromium they are the page's own, like all others: Firefox replaces the empty document of a new window, and what was
 * made there ends.
 */
export function createFreshConnections(): Connect {
  let latest: { readonly connect: Connect; readonly madeMs: number } | null = null;
  return (configuration) => {
    if (!isChromium()) return new RTCPeerConnection(configuration);
    const nowMs = performance.now();
    if (latest === null || nowMs - latest.madeMs > FRESH_FOR_MS)
      latest = { connect: openWindow(), madeMs: nowMs };
    return latest.connect(configuration);
  };
}

function openWindow(): Connect {
  const frame = document.createElement("iframe");
  frame.hidden = true;
  frame.title = "";
  document.body.append(frame);
  // TypeScript does not say of a window that it has the constructors that every window has.
  const { RTCPeerConnection: Made } = frame.contentWindow as Window & typeof globalThis;
  let open = 0;
  return (configuration) => {
    const connection = new Made(configuration);
    open += 1;
    const close = connection.close.bind(connection);
    connection.close = () => {
      if (connection.signalingState === "closed") return;
      close();
      open -= 1;
      // Another one may be made in it for as long as it is fresh.
      setTimeout(() => open === 0 && frame.remove(), FRESH_FOR_MS);
    };
    return connection;
  };
}

/** Client hints, which no other browser has. */
function isChromium(): boolean {
  return "userAgentData" in navigator;
}
