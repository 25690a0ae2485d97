import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

import type { Engine } from "@haetae/sdk";
import { scanEngine } from "@haetae/sdk/scan";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

import type { Picture } from "./picture.js";

/** Reads the text of the code in a picture, given as a camera gives it to a page: in colours. */
export type Reader = (image: ImageData) => Promise<string | undefined>;

/** A picture as a page has it. */
export function imageData({ grey, width, height }: Picture): ImageData {
  const data = new Uint8ClampedArray(width * height * 4);
  grey.forEach((value, at) => data.fill(value, at * 4, at * 4 + 3));
  for (let at = 3; at < data.length; at += 4) data[at] = 255;
  return { data, width, height, colorSpace: "srgb" } as ImageData;
}

/** Ours, as it reads frames and as it reads single pictures. */
export async function ours(engine?: Engine): Promise<{ frame: Reader; picture: Reader }> {
  const scanning = engine ?? (await scanEngine());
  return {
    frame: (image) => scanning.scan(image, "frame"),
    picture: (image) => scanning.scan(image, "picture"),
  };
}

/** zxing-wasm, looking for QR codes only: with all that it tries by itself, or as fast as it can. */
export async function zxing(): Promise<{ hard: Reader; fast: Reader }> {
  const file = createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm");
  const bytes = await readFile(file);
  const wasmBinary = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
  const reading = (thorough: boolean): Reader => async (image) => {
    const [found] = await readBarcodes(image, {
      formats: ["QRCode"],
      maxNumberOfSymbols: 1,
      tryHarder: thorough,
      tryRotate: thorough,
      tryInvert: thorough,
      tryDownscale: thorough,
    });
    return found?.text;
  };
  return { hard: reading(true), fast: reading(false) };
}
