import init, * as wasm from "../../wasm/scan/scan.js";
import { coreOf } from "./bindings.js";
import { host } from "./worker-host.js";

const module_or_path = new URL("../../wasm/scan/scan_bg.wasm", import.meta.url);
host(self, init({ module_or_path }).then(() => coreOf(wasm)));
