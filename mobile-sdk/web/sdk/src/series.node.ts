import { readFile } from "node:fs/promises";

import * as wasm from "../wasm/series/series.js";
import { asyncMethods } from "./engine/direct.js";
import { seriesCoreOf } from "./series/bindings.js";
import { SERIES_METHODS, type SeriesEngine } from "./series/core.js";

/** Receives and shows series of codes, in this thread. */
export async function seriesEngine(): Promise<SeriesEngine> {
  wasm.initSync({ module: await readFile(new URL("../wasm/series/series_bg.wasm", import.meta.url)) });
  return {
    ...(asyncMethods(seriesCoreOf(wasm), SERIES_METHODS) as Omit<SeriesEngine, "close">),
    close: () => undefined,
  };
}
