import { workerCalls } from "./engine/worker-engine.js";
import { SERIES_METHODS, type SeriesEngine } from "./series/core.js";

/** What receives and shows series of codes, in a worker of its own. */
export async function seriesEngine(): Promise<SeriesEngine> {
  const worker = new Worker(new URL("./engine/series.worker.js", import.meta.url), {
    type: "module",
    name: "haetae-series",
  });
  const { methods, close } = workerCalls(worker, SERIES_METHODS);
  return { ...(methods as Omit<SeriesEngine, "close">), close };
}
