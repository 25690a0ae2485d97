import { dirname, join, normalize } from "node:path";

import { describe, expect, it } from "vitest";

import { sourcesIn } from "./sources.js";

const FROM = /(?:\bfrom\s*|\bimport\s*\(?\s*)["']([^"']+)["']/g;

/** The files that a file imports, types too, as far as they are among `files`. */
function importsOf(file: string, text: string, files: ReadonlySet<string>): string[] {
  return [...text.matchAll(FROM)].flatMap(([, specifier = ""]) => {
    const path = specifier.startsWith(".")
      ? join(dirname(file), specifier)
      : specifier.replace(/^@haetae\/shell\//, "shell/src/").replace(/^@haetae\/sdk$/, "sdk/src/index");
    const stem = normalize(path).replace(/\.js$/, "");
    return [`${stem}.ts`, `${stem}.tsx`].filter((candidate) => files.has(candidate));
  });
}

/** The files of a ring of imports, the first one again at the end; empty where there is none. */
function ringIn(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const next of imports.get(file) ?? []) {
      const ring = visit(next, [...path, file]);
      if (ring.length > 0) return ring;
    }
    done.add(file);
    return [];
  };
  for (const file of imports.keys()) {
    const ring = visit(file, []);
    if (ring.length > 0) return ring;
  }
  return [];
}

function importsAmong(texts: ReadonlyMap<string, string>): Map<string, string[]> {
  const files = new Set(texts.keys());
  return new Map([...texts].map(([file, text]) => [file, importsOf(file, text, files)]));
}

describe("imports", () => {
  it("form no ring in the SDK, the shell, the two apps and the sample", () => {
    const imports = importsAmong(
      sourcesIn(["sdk/src", "shell/src", "scanner/src", "wallet/src", "sample/src"], /\.tsx?$/),
    );
    expect(imports.size).toBeGreaterThan(100);
    expect([...imports.values()].flat().length).toBeGreaterThan(imports.size);
    expect(ringIn(imports)).toEqual([]);
  });

  it("are found in a ring, whether they are values, types or loaded later", () => {
    const texts = {
      "sdk/src/a.ts": 'import { b } from "./b.js";',
      "sdk/src/b.ts": 'import type { C } from "./c/c.js";',
      "sdk/src/c/c.ts": 'const { a } = await import("../a.js");',
      "sdk/src/d.ts": 'export { a } from "./a.js";',
    };
    expect(ringIn(importsAmong(new Map(Object.entries(texts))))).toEqual([
      "sdk/src/a.ts",
      "sdk/src/b.ts",
      "sdk/src/c/c.ts",
      "sdk/src/a.ts",
    ]);
  });
});
