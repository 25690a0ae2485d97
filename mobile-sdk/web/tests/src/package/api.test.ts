import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { expect, it } from "vitest";

const SDK = fileURLToPath(new URL("../../../sdk/", import.meta.url));
const SNAPSHOT = join(SDK, "api.txt");
const ENTRIES = ["index", "check", "present", "scan", "series"];

const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)["'](\.[^"']+)\.js["']/g;
const COMMENT = /\/\*[\s\S]*?\*\//g;

/** The declarations that partners can reach from the entries of the package, by file, without comments. */
function reachable(): Map<string, string> {
  const found = new Map<string, string>();
  const waiting = ENTRIES.map((entry) => join(SDK, "dist", `${entry}.d.ts`));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    const name = relative(join(SDK, "dist"), file);
    // What wasm-bindgen writes is exchanged with the core, and no entry exports it.
    if (found.has(name) || name.startsWith("..")) continue;
    const text = readFileSync(file, "utf8");
    found.set(name, text.replace(COMMENT, "").replace(/^\s*\n/gm, ""));
    for (const [, path = ""] of text.matchAll(IMPORT)) waiting.push(`${join(dirname(file), path)}.d.ts`);
  }
  return found;
}

/** The public surface as text: what changes it, changes this. */
function surface(): string {
  const files = [...reachable()].sort(([left], [right]) => (left < right ? -1 : 1));
  return files.map(([name, text]) => `// ${name}\n${text}`).join("\n");
}

// HAETAE_BLESS=yes writes it anew.
it("the public surface is the one that is written down", () => {
  const now = surface();
  if (process.env["HAETAE_BLESS"] === "yes") writeFileSync(SNAPSHOT, now);
  expect(now).toBe(readFileSync(SNAPSHOT, "utf8"));
});

it("the surface has what partners begin with, and nothing of the WebAssembly's own", () => {
  const now = surface();
  for (const name of ["class Scanner", "class TrustSync", "class Wallet", "checkEngine", "type Verdict"])
    expect(now).toContain(name);
  expect(now).not.toContain("wbindgen");
});
