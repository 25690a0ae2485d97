import { readFileSync } from "node:fs";

/** A code of `tests/vectors/checks.json`, and the verdict that it must get at a time. */
export interface Case {
  readonly name: string;
  readonly qr: string;
  readonly now: number;
  /** `admit` or a code of section 10; warnings stand after plus signs. */
  readonly verdict: string;
  readonly challenges?: readonly string[];
}

interface Checks {
  readonly now: number;
  readonly roots: { readonly threshold: number; readonly keys: readonly { kty: string; crv: string; x: string }[] };
  readonly bundle: string;
  readonly cases: readonly Case[];
}

/** The vectors of checks: one authority, one bundle, codes and their verdicts. */
export const checks: Checks = JSON.parse(readFileSync(new URL("../../../../tests/vectors/checks.json", import.meta.url), "utf8"));

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
  for (const one of checks.cases) if (!one.challenges && one.qr.length > 0 && !seen.has(one.verdict)) seen.set(one.verdict, one);
  return [...seen.values()];
}

/** What the page is served with where this authority runs it. */
export function deployment(origin: string): string {
  return JSON.stringify({ roots: checks.roots, origin });
}
