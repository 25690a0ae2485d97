import { readFile } from "node:fs/promises";

import * as wasm from "../wasm/present/present.js";
import { coreOf } from "./engine/bindings.js";
import type { Engine } from "./engine/core.js";
import { directEngine } from "./engine/direct.js";

/** An engine that presents passes, draws codes and checks, in this thread. It has no decoder. */
export async function presentEngine(): Promise<Engine> {
  wasm.initSync({ module: await readFile(new URL("../wasm/present/present_bg.wasm", import.meta.url)) });
  return directEngine(coreOf(wasm));
}
