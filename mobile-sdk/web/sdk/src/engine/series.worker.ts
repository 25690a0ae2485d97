import init, * as wasm from "../../wasm/series/series.js";
import { seriesCoreOf } from "../series/bindings.js";
import { SERIES_METHODS } from "../series/core.js";
import { asyncMethods } from "./direct.js";
import { serve } from "./worker-host.js";

const module_or_path = new URL("../../wasm/series/series_bg.wasm", import.meta.url);
serve(
  self,
  init({ module_or_path }).then(() => asyncMethods(seriesCoreOf(wasm), SERIES_METHODS)),
);
