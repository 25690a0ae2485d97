import type { PublicJwk } from "./pass.js";

/** A holder key whose private half cannot be exported, and its public half. */
export interface HolderKey {
  key: CryptoKey;
  jwk: PublicJwk;
}

const ED25519 = { name: "Ed25519" };
const P256 = { name: "ECDSA", namedCurve: "P-256" };

/** Makes a holder key: Ed25519, or P-256 if this browser has no Ed25519. */
export async function makeHolderKey(subtle: SubtleCrypto = crypto.subtle): Promise<HolderKey> {
  const usages: KeyUsage[] = ["sign", "verify"];
  let pair: CryptoKeyPair;
  try {
    pair = (await subtle.generateKey(ED25519, false, usages)) as CryptoKeyPair;
  } catch {
    pair = await subtle.generateKey(P256, false, usages);
  }
  return { key: pair.privateKey, jwk: publicPart(await subtle.exportKey("jwk", pair.publicKey)) };
}

/** Signs as the wire format requires: 64 bytes. */
export async function sign(
  key: CryptoKey,
  bytes: Uint8Array<ArrayBuffer>,
  subtle: SubtleCrypto = crypto.subtle,
): Promise<Uint8Array> {
  const algorithm = key.algorithm.name === "ECDSA" ? { name: "ECDSA", hash: "SHA-256" } : ED25519;
  return new Uint8Array(await subtle.sign(algorithm, key, bytes));
}

/** Only what a public key needs: browsers add `key_ops` and `ext`. */
function publicPart({ kty, crv, x, y }: JsonWebKey): PublicJwk {
  if (kty === undefined || crv === undefined || x === undefined)
    throw new Error("this browser exports keys without their members");
  return y === undefined ? { kty, crv, x } : { kty, crv, x, y };
}
