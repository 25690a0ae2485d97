import init, * as wasm from "../../wasm/present/present.js";
import { coreOf } from "./bindings.js";
import { serveEngine } from "./worker-host.js";

const module_or_path = new URL("../../wasm/present/present_bg.wasm", import.meta.url);
serveEngine(
  self,
  init({ module_or_path }).then(() => coreOf(wasm)),
);
