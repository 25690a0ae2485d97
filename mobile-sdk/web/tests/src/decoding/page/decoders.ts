import type { Engine, Frame } from "@haetae/sdk";
import { prepareZXingModule } from "zxing-wasm/reader";
import zxingAddress from "zxing-wasm/reader/zxing_reader.wasm?url";

import init, { qr, readFrame, readPicture } from "../../../../sdk/wasm/scan/scan.js";

/** The decoder without its worker: both run in the page, and neither pays for messages. */
export type Decoder = Pick<Engine, "scan" | "qr">;

/** Loads both decoders. */
export async function loadDecoders(): Promise<Decoder> {
  const module_or_path = new URL("../../../../sdk/wasm/scan/scan_bg.wasm", import.meta.url);
  await Promise.all([
    init({ module_or_path }),
    prepareZXingModule({ overrides: { locateFile: () => zxingAddress }, fireImmediately: true }),
  ]);
  return {
    scan: async (frame: Frame, effort) => {
      const { data, width, height } = frame as ImageData;
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      return (effort === "frame" ? readFrame : readPicture)(bytes, width, height, width * 4, true);
    },
    qr: async (text) => {
      const matrix = qr(text);
      const { width, modules } = matrix;
      matrix.free();
      return { width, modules };
    },
  };
}
