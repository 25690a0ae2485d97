import { createHash, createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Cbor, decode, encode } from "./cbor";
import type { Site } from "./site";
import { bundle, type Case, checks } from "./vectors";

/** A scanner of `tests/vectors/rules.json`: its roots, its data, and codes with the verdicts by its rules. */
export interface RulesVectors {
  readonly name: string;
  readonly roots: object;
  readonly bundle: string;
  readonly cases: readonly (Case & { readonly policy?: string })[];
}

const all = JSON.parse(readFileSync(new URL("../../../../tests/vectors/rules.json", import.meta.url), "utf8")) as {
  checks: RulesVectors[];
};

/** The scanner of that name. */
export function rulesVectors(name: string): RulesVectors {
  const found = all.checks.find((one) => one.name === name);
  if (!found) throw new Error(`no scanner ${name}`);
  return found;
}

/** The case of that name. */
export function caseOf(vectors: RulesVectors, name: string): Case {
  const found = vectors.cases.find((one) => one.name === name);
  if (!found) throw new Error(`no case ${name} of ${vectors.name}`);
  return found;
}

/** The data of these vectors. */
export const bundleOf = (vectors: RulesVectors): Buffer => Buffer.from(vectors.bundle, "hex");

/** Serves the roots of these vectors with the page. */
export function deliver(site: Site, roots: object): void {
  site.answers.set("/scanner/deployment.json", JSON.stringify({ roots, origin: site.origin }));
}

/** A setup link of a site, as `haetae scanner setup` makes it. */
export function setupLink(site: Site, roots: object, more: object = {}): string {
  const setup = { roots, origin: site.origin, ...more };
  return `${site.url}#setup=${Buffer.from(JSON.stringify(setup)).toString("base64url")}`;
}

/** A text in both languages of the screen. */
export interface Texts {
  readonly ko: string;
  readonly en: string;
}

/** A rule of a test: never met, or met by anyone, or by so many doses. */
export interface TestRule {
  readonly id: string;
  readonly logic: unknown;
  readonly message: Texts;
}

/** A policy of a test. */
export interface TestPolicy {
  readonly id: string;
  readonly name: Texts;
  readonly from?: string;
  readonly until?: string;
  readonly challenge?: "off" | "required";
  readonly status?: "warn" | "required";
  readonly show?: readonly string[];
  readonly rules?: readonly TestRule[];
}

/** A rule that no pass meets. */
export const never = (message: Texts, id = "NO"): TestRule => ({ id, logic: { "===": [1, 2] }, message });
const ALWAYS: TestRule = { id: "YES", logic: { "===": [1, 1] }, message: { ko: "가", en: "a" } };

const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

/** COSE_Sign1 by an Ed25519 key that is made of this seed. */
function signed(seed: string, context: string, header: Buffer, payload: Buffer): Buffer {
  const key = createPrivateKey({
    key: Buffer.concat([PKCS8, Buffer.from(seed, "hex")]),
    format: "der",
    type: "pkcs8",
  });
  const signature = sign(null, encode(["Signature1", header, Buffer.from(context), payload]), key);
  return Buffer.concat([Buffer.from([0xd2]), encode([header, new Map(), payload, signature])]);
}

const partsOf = (file: Buffer) => decode(file) as [header: Buffer, unprotected: Cbor, payload: Buffer, Buffer];
const hashOf = (file: Buffer) => createHash("sha256").update(file).digest();

/**
 * The bundle of `checks.json` with other rules, signed by the vectors' keys. Each edition is newer than the one before:
 * a scanner takes them in their order.
 */
export function bundleWithRules(policies: readonly TestPolicy[], edition = 1): Buffer {
  const [manifest, ...files] = decode(bundle) as Buffer[];
  if (!manifest) throw new Error("no manifest");
  const [header, , payload] = partsOf(manifest);
  const members = decode(payload) as Map<number, Cbor>;
  const pinned = members.get(5) as Map<string, [Buffer, number]>;
  const held = pinned.get("rules")?.[0] ?? Buffer.alloc(0);
  const place = files.findIndex((file) => hashOf(file).equals(held));
  const [rulesHeader, , before] = partsOf(files[place] ?? Buffer.alloc(0));
  const old = JSON.parse(before.toString()) as { version: number; issued: number };
  const file = {
    version: old.version + edition,
    issued: old.issued,
    zone: "Asia/Seoul",
    offsets: [[0, 32_400]],
    presentation: { max_age: 60, max_skew: 60 },
    policies: policies.map((policy) => ({
      from: "2021-01-01T00:00:00+09:00",
      challenge: "off",
      rules: [ALWAYS],
      ...policy,
    })),
  };
  const rules = signed(checks.private.rules, "haetae rules v1", rulesHeader, Buffer.from(JSON.stringify(file)));
  files[place] = rules;
  pinned.set("rules", [hashOf(rules), rules.length]);
  members.set(1, (members.get(1) as number) + edition);
  const newer = signed(checks.private.status, "haetae manifest v1", header, encode(members));
  return encode([newer, ...files]);
}
