import { closeSync, openSync, writeSync } from "node:fs";
import QRCode from "qrcode";

/** Pixels of the film, as of a cheap tablet's camera. */
export const WIDTH = 640;
export const HEIGHT = 480;
/** Frames of one code. */
const FRAMES = 10;

/** A grey picture of a code that fills this much of the height, or of nothing. */
export function pictureOf(text: string | null, share = 0.8): Uint8Array {
  const luma = new Uint8Array(WIDTH * HEIGHT).fill(235);
  if (text === null) return luma.fill(90);
  const { modules } = QRCode.create(text, { errorCorrectionLevel: "M" });
  const module = Math.max(1, Math.floor((HEIGHT * share) / (modules.size + 8)));
  const [left, top] = [WIDTH, HEIGHT].map((side) => Math.floor((side - modules.size * module) / 2)) as [number, number];
  for (let row = 0; row < modules.size; row++)
    for (let column = 0; column < modules.size; column++) {
      if (!modules.get(row, column)) continue;
      for (let y = 0; y < module; y++) {
        const start = (top + row * module + y) * WIDTH + left + column * module;
        luma.fill(20, start, start + module);
      }
    }
  return luma;
}

/**
 * Writes a film for the fake camera: each text for a third of a second, over and over. A picture's grey stands for
 * itself.
 */
export function film(path: string, texts: readonly (string | null | Uint8Array)[], framesEach = FRAMES): void {
  const file = openSync(path, "w");
  writeSync(file, `YUV4MPEG2 W${WIDTH} H${HEIGHT} F30:1 Ip A1:1 C420jpeg\n`);
  const chroma = new Uint8Array((WIDTH * HEIGHT) / 2).fill(128);
  for (const text of texts) {
    const luma = text instanceof Uint8Array ? text : pictureOf(text);
    for (let frame = 0; frame < framesEach; frame++) {
      writeSync(file, "FRAME\n");
      writeSync(file, luma);
      writeSync(file, chroma);
    }
  }
  closeSync(file);
}
