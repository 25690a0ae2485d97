import init, * as wasm from "../../wasm/scan/scan.js";
import { coreOf } from "./bindings.js";
import { serveEngine } from "./worker-host.js";

const module_or_path = new URL("../../wasm/scan/scan_bg.wasm", import.meta.url);
serveEngine(
  self,
  init({ module_or_path }).then(() => coreOf(wasm)),
);
