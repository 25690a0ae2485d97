import { readFile } from "node:fs/promises";

import * as wasm from "../wasm/check/check.js";
import { coreOf } from "./engine/bindings.js";
import type { Engine } from "./engine/core.js";
import { directEngine } from "./engine/direct.js";

/** An engine that checks, in this thread. It draws no codes and has no decoder. */
export async function checkEngine(): Promise<Engine> {
  wasm.initSync({ module: await readFile(new URL("../wasm/check/check_bg.wasm", import.meta.url)) });
  return directEngine(coreOf(wasm));
}
