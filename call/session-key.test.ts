import { afterEach, describe, expect, it, vi } from "vitest";
import { SessionKey } from "#protocol/ids.ts";
import { createSessionSigner } from "./session-key.ts";
import { verifierOf } from "./session-verifier.ts";

afterEach(() => vi.unstubAllGlobals());

const bytes = (text: string) => new TextEncoder().encode(text);

async function aSigner() {
  const signer = await createSessionSigner();
  if (signer === null) throw new Error("nothing can be signed here");
  return signer;
}

describe("a session's key", () => {
  it("tells what its owner signed from everything else", async () => {
    const [ann, ben] = [await aSigner(), await aSigner()];
    const signature = await ann.sign(bytes("hello"));

    expect(await verifierOf(ann.publicKey)(bytes("hello"), signature)).toBe(true);
    expect(await verifierOf(ann.publicKey)(bytes("hullo"), signature)).toBe(false);
    expect(await verifierOf(ben.publicKey)(bytes("hello"), signature)).toBe(false);
  });

  it("verifies nothing when it is no point of the curve, and no signature that is none", async () => {
    const ann = await aSigner();
    const noPoint = SessionKey.parse(`B${"A".repeat(86)}`);

    expect(await verifierOf(noPoint)(bytes("hello"), await ann.sign(bytes("hello")))).toBe(false);
    expect(await verifierOf(ann.publicKey)(bytes("hello"), "A".repeat(86))).toBe(false);
    expect(await verifierOf(ann.publicKey)(bytes("hello"), "?")).toBe(false);
  });

  it("keeps its private half in the browser", async () => {
    const made: CryptoKeyPair[] = [];
    const generate = crypto.subtle.generateKey.bind(crypto.subtle);
    const spy = vi
      .spyOn(crypto.subtle, "generateKey")
      .mockImplementation(async (...words: Parameters<typeof generate>) => {
        const pair = await generate(...words);
        // ECDSA keys come in pairs, which the overloads of the type do not say.
        made.push(pair as unknown as CryptoKeyPair);
        return pair;
      });
    await aSigner();
    spy.mockRestore();

    expect(made[0]?.privateKey.extractable).toBe(false);
  });

  it("is missing where the page may not use one", async () => {
    vi.stubGlobal("crypto", { getRandomValues: () => {} });

    expect(await createSessionSigner()).toBeNull();
  });
});
