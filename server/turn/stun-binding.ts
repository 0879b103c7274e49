/** Asks a STUN server whether it is there (RFC 8489 §12). */

import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { decodeStun, encodeStun, StunMethod, type TransportAddress } from "./stun-message.ts";

/** How long one request waits before it is sent again. */
const RESEND_MS = 100;

/**
 * Sends Binding requests by UDP until one is answered; false when that takes longer than `timeoutMs` or `signal` ends
 * it. Its socket is closed either way.
 */
export function answersStun(
  server: TransportAddress,
  options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
): Promise<boolean> {
  return new Promise((resolve) => {
    const transaction = randomBytes(12);
    const request = encodeStun({
      class: "request",
      method: StunMethod.Binding,
      transaction,
      attributes: [],
    });
    const socket = createSocket("udp4");
    // A port nobody listens at yet answers with an ICMP error, which shows here: the next request may still be heard.
    const send = () => socket.send(request, server.port, server.host, () => undefined);
    const finish = (answered: boolean) => {
      clearInterval(resend);
      clearTimeout(timeout);
      options.signal?.removeEventListener("abort", abort);
      socket.close();
      resolve(answered);
    };
    const abort = () => finish(false);
    const resend = setInterval(send, RESEND_MS);
    const timeout = setTimeout(abort, options.timeoutMs);
    socket.on("error", () => undefined);
    socket.on("message", (bytes) => {
      const answer = decodeStun(bytes);
      if (answer?.class === "success" && answer.transaction.equals(transaction)) finish(true);
    });
    if (options.signal?.aborted) return abort();
    options.signal?.addEventListener("abort", abort);
    send();
  });
}
