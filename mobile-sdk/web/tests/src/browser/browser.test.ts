import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { type Browser, chromium, type Page as Tab } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { chromiumWith } from "../chromium.js";
import { FILES, read } from "../vectors/read.js";
import type { Page } from "./page/main.js";
import { serve } from "./server.js";

declare const window: { page: Page };

describe("the SDK in Chromium, bundled, under a strict policy", () => {
  const undo: (() => Promise<unknown>)[] = [];
  let tab: Tab;
  const complaints: string[] = [];

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), "haetae-sdk-"));
    undo.push(() => rm(folder, { recursive: true }));
    const root = fileURLToPath(new URL("page", import.meta.url));
    await build({
      root,
      configFile: false,
      logLevel: "warn",
      worker: { format: "es" },
      build: { outDir: folder, emptyOutDir: true },
    });
    const { address, stop } = await serve(folder);
    undo.push(stop);
    const browser: Browser = await chromium.launch(chromiumWith([], false));
    undo.push(() => browser.close());
    tab = await browser.newPage();
    tab.on("console", (message) => complaints.push(message.text()));
    tab.on("pageerror", (error) => complaints.push(error.message));
    await tab.goto(address);
    await tab.waitForFunction(() => "page" in window);
  });

  afterAll(async () => {
    for (const step of undo.reverse()) await step();
  });

  it.each(["check", "scan"].flatMap((engine) => FILES.map((name) => [engine, name] as const)))(
    "vectors, %s: %s",
    async (engine, name) => {
      const { cases, wrong } = await tab.evaluate(([kind, file, content]) => window.page.vectors(kind, file, content), [
        engine,
        name,
        read(name),
      ] as const);
      expect(cases).toBeGreaterThan(0);
      expect(wrong).toEqual([]);
    },
  );

  it("reads every kind of frame, and closes it", async () => {
    const text = "HT1:THE SAME FROM EVERY KIND OF FRAME";
    expect(await tab.evaluate((drawn) => window.page.frames(drawn), text)).toEqual({
      ImageData: text,
      ImageBitmap: text,
      "VideoFrame of colours": text,
      "VideoFrame of planes": text,
      "used up": "true",
    });
  });

  it("keeps what it took in IndexedDB", async () => {
    const { roots, bundle, now } = read("checks.json") as { roots: never; bundle: string; now: number };
    const bytes = [...Buffer.from(bundle, "hex")];
    expect(
      await tab.evaluate(([pinned, set, then]) => window.page.restarts(pinned, set, then), [
        roots,
        bytes,
        now,
      ] as const),
    ).toEqual(["nothing", "taken", "snapshot"]);
  });

  it("keeps a holder key that cannot be taken out", async () => {
    const { name, extractable, same } = await tab.evaluate(() => window.page.holderKey());
    expect(["Ed25519", "ECDSA"]).toContain(name);
    expect({ extractable, same }).toEqual({ extractable: false, same: true });
  });

  it("has nothing to complain about", () => {
    expect(complaints).toEqual([]);
  });
});
