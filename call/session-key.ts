/** The key by which others know what this session itself said, whoever brought it: ECDSA P-256 (FIPS 186-5), from WebCrypto. */

import { SessionKey } from "#protocol/ids.ts";

/** A key pair whose private half never leaves the browser, not even for this page. Lives as long as its session. */
export interface SessionSigner {
  readonly publicKey: SessionKey;
  /** The signature of these bytes in base64url. */
  sign(bytes: Uint8Array<ArrayBuffer>): Promise<string>;
}

const KEY: EcKeyGenParams & EcKeyImportParams = { name: "ECDSA", namedCurve: "P-256" };
const SIGNATURE: EcdsaParams = { name: "ECDSA", hash: "SHA-256" };

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

function toBase64Url(bytes: ArrayBuffer): string {
  const symbols = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return symbols.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const symbols = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(symbols, (symbol) => symbol.charCodeAt(0));
}
