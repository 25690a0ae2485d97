import type { Matrix } from "@haetae/sdk";

/** The dark modules as one SVG path, each row's runs side by side. */
export function pathOf({ width, modules }: Matrix): string {
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
