import type { Matrix } from "@haetae/sdk";
import { QUIET_ZONE } from "@haetae/shell/code-path";

/**
 * The pixels of a code, one per module, black on white with its quiet zone: four bytes each, as a canvas expects them.
 */
export function codePixels({ width, modules }: Matrix): { width: number; data: Uint8ClampedArray<ArrayBuffer> } {
  const side = width + 2 * QUIET_ZONE;
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  modules.forEach((dark, at) => {
    if (!dark) return;
    const pixel = (Math.floor(at / width) + QUIET_ZONE) * side + (at % width) + QUIET_ZONE;
    data.fill(0, pixel * 4, pixel * 4 + 3);
  });
  return { width: side, data };
}
