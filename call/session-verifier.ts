/** Whether what somebody else carries was said by the session whose key it names; the other half is session-key.ts. */

import type { SessionKey } from "#protocol/ids.ts";
import { KEY, SIGNATURE } from "./session-key.ts";

/** Whether somebody signed these bytes. False for what is no signature; never rejects. */
export type Verify = (bytes: Uint8Array<ArrayBuffer>, signature: string) => Promise<boolean>;

/** Verifies what the owner of `publicKey` signs; nothing passes where that is no point of the curve. */
export function verifierOf(publicKey: SessionKey): Verify {
  let point: Promise<CryptoKey> | null = null;
  return async (bytes, signature) => {
    try {
      point ??= crypto.subtle.importKey("raw", fromBase64Url(publicKey), KEY, false, ["verify"]);
      return await crypto.subtle.verify(SIGNATURE, await point, fromBase64Url(signature), bytes);
    } catch {
      return false;
    }
  };
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const symbols = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(symbols, (symbol) => symbol.charCodeAt(0));
}
