/** The key by which others know what this session itself said, whoever brought it: ECDSA P-256 (FIPS 186-5), from WebCrypto. */

import { SessionKey } from "#protocol/ids.ts";

/** A key pair whose private half never leaves the browser, not even for this page. Lives as long as its session. */
export interface SessionSigner {
  readonly publicKey: SessionKey;
  /** The signature of these bytes in base64url. */
  sign(bytes: Uint8Array<ArrayBuffer>): Promise<string>;
}

/** Shared by both halves of signing; the other one is session-verifier.ts. */
export const KEY: EcKeyGenParams & EcKeyImportParams = { name: "ECDSA", namedCurve: "P-256" };
export const SIGNATURE: EcdsaParams = { name: "ECDSA", hash: "SHA-256" };

/** Null where the browser signs nothing: on pages without https, for one. Never rejects. */
export async function createSessionSigner(): Promise<SessionSigner | null> {
  try {
    const { privateKey, publicKey } = await crypto.subtle.generateKey(KEY, false, ["sign"]);
    const point = await crypto.subtle.exportKey("raw", publicKey);
    return {
      publicKey: SessionKey.parse(toBase64Url(point)),
      sign: async (bytes) => toBase64Url(await crypto.subtle.sign(SIGNATURE, privateKey, bytes)),
    };
  } catch {
    return null;
  }
}

function toBase64Url(bytes: ArrayBuffer): string {
  const symbols = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return symbols.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
