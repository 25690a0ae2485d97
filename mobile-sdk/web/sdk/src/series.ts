import { workerCalls } from "./engine/worker-engine.js";
import { SERIES_METHODS, type SeriesEngine } from "./series/core.js";

/** Receives and shows series of codes, in its own worker. */
export async function seriesEngine(): Promise<SeriesEngine> {
  const worker = new Worker(new URL("./engine/series.worker.js", import.meta.url), {
    type: "module",
    name: "haetae-series",
  });
  const { methods, close } = workerCalls(worker, SERIES_METHODS);
  return { ...(methods as Omit<SeriesEngine, "close">), close };
}
