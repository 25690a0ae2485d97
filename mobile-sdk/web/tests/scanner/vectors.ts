import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** A code of `tests/vectors/checks.json`, and the verdict that it must get at a time. */
export interface Case {
  readonly name: string;
  readonly qr: string;
  readonly now: number;
  /** `admit` or a code of section 10, with warnings after plus signs. */
  readonly verdict: string;
  readonly challenges?: readonly string[];
  /** The scanner's own switch is on. */
  readonly require_challenge?: true;
}

interface Checks {
  readonly now: number;
  readonly roots: { readonly threshold: number; readonly keys: readonly { kty: string; crv: string; x: string }[] };
  readonly bundle: string;
  readonly private: { readonly status: string; readonly rules: string };
  readonly cases: readonly Case[];
}

/** The vectors of checks: one authority, one bundle, codes and their verdicts. */
export const checks: Checks = JSON.parse(
  readFileSync(new URL("../../../../tests/vectors/checks.json", import.meta.url), "utf8"),
);

/** The vectors' bundle. */
export const bundle = Buffer.from(checks.bundle, "hex");

/** The case of that name. */
export function named(name: string): Case {
  const found = checks.cases.find((one) => one.name === name);
  if (!found) throw new Error(`no vector ${name}`);
  return found;
}

/** The first case of each verdict that needs no challenge. */
export function eachVerdict(): Case[] {
  const seen = new Map<string, Case>();
  for (const one of checks.cases) {
    const plain = !one.challenges && !one.require_challenge && one.qr.length > 0;
    if (plain && !seen.has(one.verdict)) seen.set(one.verdict, one);
  }
  return [...seen.values()];
}

/** What the page is served with where this authority runs it. */
export function deployment(origin: string): string {
  return JSON.stringify({ roots: checks.roots, origin });
}

/** The bundle as the service serves it: the manifest, and each file under its hash. */
export function served(): [string, Uint8Array][] {
  const [manifest = Buffer.alloc(0), ...files] = parts(bundle);
  const address = (file: Buffer) => `/v1/trust/files/${createHash("sha256").update(file).digest("hex")}`;
  return [["/v1/trust/manifest", manifest], ...files.map((file): [string, Uint8Array] => [address(file), file])];
}

/** The byte strings of a CBOR array of byte strings, each up to 65,535 bytes. */
function parts(array: Buffer): Buffer[] {
  const found: Buffer[] = [];
  let at = (array[0] ?? 0) < 0x98 ? 1 : 2;
  while (at < array.length) {
    const head = (array[at] ?? 0) - 0x40;
    const [length, start] =
      head < 24
        ? [head, at + 1]
        : head === 24
          ? [array.readUInt8(at + 1), at + 2]
          : [array.readUInt16BE(at + 1), at + 3];
    found.push(array.subarray(start, start + length));
    at = start + length;
  }
  return found;
}
