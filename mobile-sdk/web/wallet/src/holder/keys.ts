import type { PublicJwk } from "@haetae/sdk";

const ED25519 = { name: "Ed25519" } as const;
const P256 = { name: "ECDSA", namedCurve: "P-256" } as const;

/** A new key pair for one day: Ed25519, or P-256 where the browser has no Ed25519. The private part can never be read. */
export async function newKeyPair(subtle: SubtleCrypto = crypto.subtle): Promise<CryptoKeyPair> {
  try {
    return (await subtle.generateKey(ED25519, false, ["sign", "verify"])) as CryptoKeyPair;
  } catch {
    return subtle.generateKey(P256, false, ["sign", "verify"]);
  }
}

/** The public part, as the service takes it. */
export async function publicJwk(pair: CryptoKeyPair): Promise<PublicJwk> {
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  if (kty === undefined || crv === undefined || x === undefined) throw new Error("a public key without its coordinates");
  return y === undefined ? { kty, crv, x } : { kty, crv, x, y };
}

/** 64 bytes. The core brings an ECDSA signature into the form that the format asks for. */
export async function sign(pair: CryptoKeyPair, message: Uint8Array): Promise<Uint8Array> {
  const algorithm = pair.privateKey.algorithm.name === "ECDSA" ? { name: "ECDSA", hash: "SHA-256" } : ED25519;
  return new Uint8Array(await crypto.subtle.sign(algorithm, pair.privateKey, message as Uint8Array<ArrayBuffer>));
}
