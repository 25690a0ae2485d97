import type { Engine } from "./engine/core.js";
import { workerEngine } from "./engine/worker-engine.js";

/** An engine that also reads QR codes in camera frames, in its own worker. */
export async function scanEngine(): Promise<Engine> {
  return workerEngine(
    new Worker(new URL("./engine/scan.worker.js", import.meta.url), { type: "module", name: "haetae" }),
  );
}
