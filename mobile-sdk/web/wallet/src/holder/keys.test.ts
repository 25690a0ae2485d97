import { expect, test } from "vitest";
import { newKeyPair, publicJwk, sign } from "./keys.js";

const MESSAGE = new Uint8Array([1, 2, 3]);

test("a key signs and cannot be read", async () => {
  const pair = await newKeyPair();
  expect((await publicJwk(pair)).crv).toBe("Ed25519");
  const signature = await sign(pair, MESSAGE);
  expect(signature).toHaveLength(64);
  expect(await crypto.subtle.verify("Ed25519", pair.publicKey, signature as BufferSource, MESSAGE)).toBe(true);
  await expect(crypto.subtle.exportKey("pkcs8", pair.privateKey)).rejects.toThrow();
});

test("a browser without Ed25519 makes a P-256 key", async () => {
  const without = {
    generateKey: (algorithm: { name: string }, ...rest: [boolean, KeyUsage[]]) => {
      if (algorithm.name === "Ed25519") throw new DOMException("no such algorithm", "NotSupportedError");
      return crypto.subtle.generateKey(algorithm as EcKeyGenParams, ...rest);
    },
  } as unknown as SubtleCrypto;
  const pair = await newKeyPair(without);
  expect(await publicJwk(pair)).toMatchObject({ kty: "EC", crv: "P-256" });
  const signature = await sign(pair, MESSAGE);
  expect(signature).toHaveLength(64);
  const algorithm = { name: "ECDSA", hash: "SHA-256" };
  expect(await crypto.subtle.verify(algorithm, pair.publicKey, signature as BufferSource, MESSAGE)).toBe(true);
});
