import type { Engine } from "@haetae/sdk";
import { type ReaderOptions, readBarcodes } from "zxing-wasm/reader";

import type { Picture } from "./picture.js";

/** Reads the text of the code in a picture, given as a camera gives it to a page: in colours. */
export type Reader = (image: ImageData) => Promise<string | undefined>;

/** A picture as a page has it. */
export function imageData({ grey, width, height }: Picture): ImageData {
  const data = new Uint8ClampedArray(width * height * 4);
  for (const [at, value] of grey.entries()) data.fill(value, at * 4, at * 4 + 3);
  for (let at = 3; at < data.length; at += 4) data[at] = 255;
  return { data, width, height, colorSpace: "srgb" } as ImageData;
}

/** Ours, as it reads frames and as it reads single pictures. */
export function ours(engine: Pick<Engine, "scan">): { frame: Reader; picture: Reader } {
  return {
    frame: (image) => engine.scan(image, "frame"),
    picture: (image) => engine.scan(image, "picture"),
  };
}

/**
 * zxing-wasm, looking for QR codes only: with all that it tries by itself, or as fast as it can. Its module must be
 * prepared.
 */
export function zxing(): { hard: Reader; fast: Reader } {
  const reading = (thorough: boolean): Reader => {
    const options: ReaderOptions = {
      formats: ["QRCode"],
      maxNumberOfSymbols: 1,
      tryHarder: thorough,
      tryRotate: thorough,
      tryInvert: thorough,
      tryDownscale: thorough,
    };
    return async (image) => (await readBarcodes(image, options))[0]?.text;
  };
  return { hard: reading(true), fast: reading(false) };
}

/** All four readers by their names in tables. */
export function sideBySide(engine: Pick<Engine, "scan">): Record<string, Reader> {
  const [own, other] = [ours(engine), zxing()];
  return {
    "ours, frame": own.frame,
    "zxing, fast": other.fast,
    "ours, picture": own.picture,
    "zxing, hard": other.hard,
  };
}
