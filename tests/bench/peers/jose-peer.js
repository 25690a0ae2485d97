// A presentation as it would be with JSON Web Tokens, verified with npm's jose.

import { decodeJwt, exportJWK, generateKeyPair, importJWK, jwtVerify, SignJWT } from "jose";

import { claims } from "./vectors.js";

const ALGORITHMS = { Ed25519: "EdDSA", "P-256": "ES256" };

/**
 * The check of a token that a phone with a key on this curve has signed, with a pass inside that the issuer has signed
 * with Ed25519. It gives the claims of the pass, and fails if one of both signatures is wrong, or a time.
 */
export async function josePeer(curve) {
  const algorithm = ALGORITHMS[curve];
  const issuer = await generateKeyPair("EdDSA", { crv: "Ed25519" });
  const phone = await generateKeyPair(algorithm, { crv: curve, extractable: true });
  const pass = await new SignJWT({ ...claims, cnf: { jwk: await exportJWK(phone.publicKey) } })
    .setProtectedHeader({ alg: "EdDSA" })
    .setNotBefore("-1 day")
    .setExpirationTime("1 day")
    .sign(issuer.privateKey);
  const presentation = new SignJWT({ pass }).setProtectedHeader({ alg: algorithm }).setIssuedAt();
  const token = await presentation.sign(phone.privateKey);

  return async () => {
    const { payload } = await jwtVerify(decodeJwt(token).pass, issuer.publicKey, { algorithms: ["EdDSA"] });
    const holder = await importJWK(payload.cnf.jwk, algorithm);
    await jwtVerify(token, holder, { algorithms: [algorithm] });
    return payload;
  };
}
