import type { Engine } from "./engine/core.js";
import { workerEngine } from "./engine/worker-engine.js";

/** An engine that checks, in its own worker. It draws no codes and has no decoder. */
export async function checkEngine(): Promise<Engine> {
  return workerEngine(
    new Worker(new URL("./engine/check.worker.js", import.meta.url), { type: "module", name: "haetae" }),
  );
}
