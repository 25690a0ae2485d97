import type { Engine } from "./engine/core.js";
import { workerEngine } from "./engine/worker-engine.js";

/** An engine that reads QR codes out of camera frames besides all else, in a worker of its own. */
export async function scanEngine(): Promise<Engine> {
  return workerEngine(
    new Worker(new URL("./engine/scan.worker.js", import.meta.url), { type: "module", name: "haetae" }),
  );
}
