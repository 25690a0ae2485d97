import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { DIST } from "./site";

/** Every file of the built app. */
function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}

const zipped = (wanted: RegExp) =>
  files(DIST)
    .filter((path) => wanted.test(path))
    .reduce((sum, path) => sum + gzipSync(readFileSync(path), { level: 9 }).length, 0);

test("the page takes less than 100 KB without the WebAssembly, compressed", () => {
  const page = zipped(/\.(js|css|html)$/);
  console.log(`page: ${page} bytes gzipped; WebAssembly: ${zipped(/\.wasm$/)} bytes gzipped`);
  expect(page).toBeGreaterThan(10_000);
  expect(page).toBeLessThan(100 * 1024);
});

test("nothing in the page is inline or from elsewhere", () => {
  const html = readFileSync(join(DIST, "index.html"), "utf8");
  expect(html).not.toMatch(/<style|style=|<script(?![^>]*\bsrc=)|\son\w+=|https?:\/\//);
});
