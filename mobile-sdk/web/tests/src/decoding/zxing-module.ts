import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

import { prepareZXingModule } from "zxing-wasm/reader";

/** Loads zxing-wasm from its package; by itself it would fetch it from the network. */
export async function prepareZxing(): Promise<void> {
  const bytes = await readFile(createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm"));
  const wasmBinary = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
}
