import {
  type Engine,
  indexedDbSlots,
  indexedDbWallet,
  noTabs,
  type RootSet,
  Scanner,
  TrustSync,
  Wallet,
} from "@haetae/sdk";
import { checkEngine } from "@haetae/sdk/check";
import { presentEngine } from "@haetae/sdk/present";
import { scanEngine } from "@haetae/sdk/scan";

import type { Found } from "../../vectors/forms.js";
import { RUNS } from "../../vectors/run.js";

const ENGINES: Record<string, () => Promise<Engine>> = { check: checkEngine, present: presentEngine, scan: scanEngine };

/** What a test calls in the page. */
const page = {
  async vectors(engine: string, name: string, file: unknown): Promise<Found> {
    const opened = await ENGINES[engine]?.();
    if (opened === undefined) throw new Error(`no engine ${engine}`);
    try {
      return (await RUNS[name]?.(opened, file)) ?? { cases: 0, wrong: ["nothing runs it"] };
    } finally {
      opened.close();
    }
  },

  /** Draws a code and reads it back, as each kind of frame. */
  async frames(text: string): Promise<Record<string, string | undefined>> {
    const engine = await scanEngine();
    const { width, modules } = await engine.qr(text);
    const canvas = new OffscreenCanvas(640, 480);
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("no canvas");
    context.fillStyle = "white";
    context.fillRect(0, 0, 640, 480);
    context.fillStyle = "black";
    modules.forEach((dark, at) => {
      if (dark === 1) context.fillRect(100 + (at % width) * 4, 100 + Math.floor(at / width) * 4, 4, 4);
    });
    const image = context.getImageData(0, 0, 640, 480);
    const bitmap = await createImageBitmap(image);
    const colors = new VideoFrame(canvas, { timestamp: 0 });
    const grey = new Uint8Array((640 * 480 * 3) / 2).fill(128);
    for (let at = 0; at < 640 * 480; at += 1) grey[at] = image.data[at * 4] ?? 0;
    const planes = new VideoFrame(grey, { format: "I420", codedWidth: 640, codedHeight: 480, timestamp: 0 });
    const read = {
      ImageData: await engine.scan(image, "frame"),
      ImageBitmap: await engine.scan(bitmap, "frame"),
      "VideoFrame of colours": await engine.scan(colors, "frame"),
      "VideoFrame of planes": await engine.scan(planes, "picture"),
      "used up": String(bitmap.width === 0 && planes.format === null),
    };
    engine.close();
    return read;
  },

  /** Takes a bundle, and after that finds it written down; returns what was found at each start. */
  async restarts(roots: RootSet, bundle: number[], now: number): Promise<string[]> {
    const found: string[] = [];
    for (const round of [0, 1]) {
      const scanner = await Scanner.open({
        engine: await checkEngine(),
        roots,
        clock: { now: () => now, monotonic: () => 0 },
      });
      const fetch = (): Promise<Response> => Promise.reject(new Error("no network"));
      const sync = new TrustSync({
        scanner,
        base: "/v1/trust/",
        storage: indexedDbSlots("restarts"),
        tabs: noTabs(),
        fetch,
      });
      found.push((await sync.start()).found);
      while (!(await sync.status()).leads)
        await new Promise((resolve) => sync.addEventListener("change", resolve, { once: true }));
      if (round === 0) found.push(await sync.takeBundle(Uint8Array.from(bundle)));
      sync.stop();
      scanner.close();
    }
    return found;
  },

  /** Makes a holder key, and finds it again where it was stored. */
  async holderKey(): Promise<{ name: string; extractable: boolean; same: boolean }> {
    const engine = await presentEngine();
    const first = await (await Wallet.open({ engine, storage: indexedDbWallet("keys") })).prepareRequest("me", [
      "2026-10-18",
    ]);
    const storage = indexedDbWallet("keys");
    const again = await (await Wallet.open({ engine, storage })).prepareRequest("me", ["2026-10-18"]);
    const [strip] = await storage.strips("me");
    engine.close();
    return {
      name: strip?.key.algorithm.name ?? "",
      extractable: strip?.key.extractable ?? true,
      same: first.digest === again.digest,
    };
  },
};

export type Page = typeof page;

declare global {
  interface Window {
    page: Page;
  }
}

window.page = page;
