// Checks through the web SDK in Node beside jose. A line of JSON for each comparison.

import { checkEngine } from "../../../mobile-sdk/web/sdk/dist/check.node.js";
import { Scanner } from "../../../mobile-sdk/web/sdk/dist/index.js";
import { josePeer } from "./jose-peer.js";
import { compare } from "./turns.js";
import { codes, json, vectors } from "./vectors.js";

const { version } = json("node_modules/jose/package.json");

for (const { phone, text, now } of codes) {
  const clock = { now: () => now, monotonic: () => now };
  const scanner = await Scanner.open({ engine: await checkEngine(), roots: vectors.roots, clock });
  await scanner.takeBundle(Buffer.from(vectors.bundle, "hex"));
  const { code } = await scanner.check(text);
  if (code !== "admit") throw new Error(`the code is not admitted: ${code}`);
  const theirs = await josePeer(phone);
  await theirs();
  const algorithms = phone === "P-256" ? "EdDSA and ES256" : "EdDSA twice";
  await compare(`Node, check, ${phone} phone`, `jose ${version}: ${algorithms}`, () => scanner.check(text), theirs);
}
