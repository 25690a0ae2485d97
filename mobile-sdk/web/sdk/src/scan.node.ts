import { readFile } from "node:fs/promises";

import * as wasm from "../wasm/scan/scan.js";
import { coreOf } from "./engine/bindings.js";
import type { Engine } from "./engine/core.js";
import { directEngine } from "./engine/direct.js";

/** An engine that also reads QR codes in pictures, in this thread. */
export async function scanEngine(): Promise<Engine> {
  wasm.initSync({ module: await readFile(new URL("../wasm/scan/scan_bg.wasm", import.meta.url)) });
  return directEngine(coreOf(wasm));
}
