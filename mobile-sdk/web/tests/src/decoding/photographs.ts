import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { PNG } from "pngjs";

import type { Picture } from "./picture.js";

/** The QR photographs of the public suites in `HAETAE_SUITES`; `undefined` where it is not set. */
export function photographs(): Picture[] | undefined {
  const suites = process.env["HAETAE_SUITES"];
  if (suites === undefined) return undefined;
  const folder = join(suites, "qr-images/qrcode-3");
  if (!existsSync(folder)) throw new Error(`HAETAE_SUITES has no ${folder}`);
  return readdirSync(folder)
    .filter((name) => name.endsWith(".png"))
    .sort()
    .map((name) => {
      const { data, width, height } = PNG.sync.read(readFileSync(join(folder, name)));
      const grey = new Uint8Array(width * height);
      for (let at = 0; at < grey.length; at += 1) {
        const [red, green, blue] = [data[at * 4] ?? 0, data[at * 4 + 1] ?? 0, data[at * 4 + 2] ?? 0];
        grey[at] = (red * 77 + green * 150 + blue * 29) >> 8;
      }
      const text = readFileSync(join(folder, name.replace(/png$/, "txt")), "utf8");
      return { name, text, width, height, grey };
    });
}
