/** Light modules on each side of a code, as ISO/IEC 18004 requires. */
export const QUIET_ZONE = 4;

/** A QR code as the SDK draws it: a square of modules without its quiet zone; 1 is dark. */
interface Matrix {
  readonly width: number;
  readonly modules: Uint8Array;
}

/** The view box of an SVG that shows a code with its quiet zone. */
export function codeBox({ width }: Matrix): string {
  const side = width + 2 * QUIET_ZONE;
  return `${-QUIET_ZONE} ${-QUIET_ZONE} ${side} ${side}`;
}

/** The dark modules of a code as one SVG path, each row's runs side by side. */
export function codePath({ width, modules }: Matrix): string {
  let path = "";
  for (let row = 0; row < width; row += 1) {
    let start: number | undefined;
    for (let column = 0; column <= width; column += 1) {
      const dark = column < width && modules[row * width + column] === 1;
      if (dark && start === undefined) start = column;
      if (!dark && start !== undefined) {
        path += `M${start} ${row}h${column - start}v1h${start - column}z`;
        start = undefined;
      }
    }
  }
  return path;
}
