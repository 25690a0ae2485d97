import { createHash } from "node:crypto";

import type { RootSet, SyncStatus, TrustSync } from "@haetae/sdk";

import { read } from "../vectors/read.js";
import { files } from "./bundle.js";

/** The vectors' authority, what it has published, and codes. */
export const CHECKS = read("checks.json") as {
  roots: RootSet;
  bundle: string;
  now: number;
  cases: { name: string; qr: string; verdict: string }[];
};

/** Where the mirror is. */
export const BASE = "https://haetae.example/v1/trust/";

const [MANIFEST, ...FILES] = files(Buffer.from(CHECKS.bundle, "hex"));
const BY_ADDRESS = new Map<string, Uint8Array>([
  [`${BASE}manifest`, MANIFEST as Uint8Array],
  ...FILES.map((file): [string, Uint8Array] => [
    `${BASE}files/${createHash("sha256").update(file).digest("hex")}`,
    file,
  ]),
]);

/** A mirror that answers for every address, as `change` has it. */
export function mirror(
  change: (bytes: Uint8Array, address: string) => Response | undefined = () => undefined,
): typeof fetch {
  return async (input) => {
    const bytes = BY_ADDRESS.get(String(input));
    if (bytes === undefined) return new Response(null, { status: 404 });
    return change(bytes, String(input)) ?? new Response(new Uint8Array(bytes));
  };
}

/** Waits until the status is as `holds` wants it. */
export async function until(of: TrustSync, holds: (status: SyncStatus) => boolean): Promise<void> {
  for (;;) {
    // Listen first: the status may change while it is read.
    const changed = new Promise((resolve) => of.addEventListener("change", resolve, { once: true }));
    if (holds(await of.status())) return;
    await changed;
  }
}

/** Whether everything is here that the mirror has, but for the days of which a paper pass must be seen first. */
export const all = ({ trust }: SyncStatus): boolean =>
  trust.manifest !== null && trust.files.every(({ name, newest }) => newest || name === "rules" || isOfPaper(name));

function isOfPaper(name: string): boolean {
  const day = /^(?:status|changes)\/(\d+)$/.exec(name)?.[1];
  return day !== undefined && Number(day) < Math.floor(CHECKS.now / 86_400) - 2;
}
