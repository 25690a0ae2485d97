import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "vite";

import { serve } from "../browser/server.js";
import { photographNames, photographsFolder } from "./photographs.js";

/**
 * Builds the bench page and serves it on a free port of this machine, with the photographs where `HAETAE_SUITES` is
 * set.
 */
export async function serveBenchPage(): Promise<{ address: string; stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "haetae-bench-"));
  const root = fileURLToPath(new URL("../../src/decoding/page", import.meta.url));
  await build({
    root,
    configFile: false,
    logLevel: "warn",
    build: { outDir: folder, emptyOutDir: true, target: "es2022" },
  });
  const photographs = photographsFolder();
  const names = join(folder, "names.json");
  if (photographs !== undefined) await writeFile(names, JSON.stringify(photographNames(photographs)));
  const elsewhere = photographs === undefined ? {} : { "/photographs/names.json": names, "/photographs/": photographs };
  const { address, stop } = await serve(folder, elsewhere);
  const end = async (): Promise<void> => {
    await stop();
    await rm(folder, { recursive: true });
  };
  return { address, stop: end };
}
