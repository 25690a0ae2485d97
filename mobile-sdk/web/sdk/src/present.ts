import type { Engine } from "./engine/core.js";
import { workerEngine } from "./engine/worker-engine.js";

/** An engine that presents passes, draws codes and checks, in its own worker. It has no decoder. */
export async function presentEngine(): Promise<Engine> {
  return workerEngine(
    new Worker(new URL("./engine/present.worker.js", import.meta.url), { type: "module", name: "haetae" }),
  );
}
