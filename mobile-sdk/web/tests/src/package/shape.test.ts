import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { describe, expect, it } from "vitest";

import { read } from "../vectors/read.js";

const SDK = fileURLToPath(new URL("../../../sdk/", import.meta.url));
const ATTW = fileURLToPath(new URL("../../../node_modules/.bin/attw", import.meta.url));

describe("the package", () => {
  it("is as publint wants it", async () => {
    const { messages, pkg } = await publint({ pkgDir: SDK, pack: false });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  it("has types that arethetypeswrong finds right", async () => {
    await promisify(execFile)(ATTW, ["--pack", SDK, "--profile", "esm-only", "--exclude-entrypoints", "package.json"]);
  });

  it("exports names only, and none of them by default", async () => {
    for (const entry of [
      "@haetae/sdk",
      "@haetae/sdk/check",
      "@haetae/sdk/present",
      "@haetae/sdk/scan",
      "@haetae/sdk/series",
    ]) {
      const names = Object.keys((await import(entry)) as object);
      expect(names, entry).not.toContain("default");
      expect(names, entry).not.toHaveLength(0);
    }
  });

  it("does what its guide says", async () => {
    const guide = await readFile(join(SDK, "README.md"), "utf8");
    const example = /```js\n([\s\S]*?)```/.exec(guide)?.[1] ?? "";
    // Inside the package, so that the example finds it by its name.
    const folder = await mkdtemp(join(SDK, "dist/example-"));
    try {
      const checks = read("checks.json") as {
        roots: unknown;
        bundle: string;
        cases: { qr: string; verdict: string }[];
      };
      const forged = checks.cases.find(({ verdict }) => verdict === "bad_signature")?.qr ?? "";
      await writeFile(join(folder, "example.mjs"), example);
      await writeFile(join(folder, "roots.json"), JSON.stringify(checks.roots));
      await writeFile(join(folder, "bundle"), Buffer.from(checks.bundle, "hex"));
      const run = promisify(execFile)(process.execPath, ["example.mjs", "roots.json", "bundle", forged], {
        cwd: folder,
      });
      expect((await run).stdout).toBe("refuse - Not genuine\n");
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
