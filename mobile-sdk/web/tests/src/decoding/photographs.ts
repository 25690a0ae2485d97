import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { PNG } from "pngjs";

import { greyOf, type Picture } from "./picture.js";

/** Where the QR photographs of the public suites in `HAETAE_SUITES` lie; `undefined` where it is not set. */
export function photographsFolder(): string | undefined {
  const suites = process.env["HAETAE_SUITES"];
  if (suites === undefined) return undefined;
  const folder = join(suites, "qr-images/qrcode-3");
  if (!existsSync(folder)) throw new Error(`HAETAE_SUITES has no ${folder}`);
  return folder;
}

/** The names of the photographs in a folder; the text of each lies beside it. */
export function photographNames(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".png"))
    .sort();
}

/** The photographs; `undefined` where `HAETAE_SUITES` is not set. */
export function photographs(): Picture[] | undefined {
  const folder = photographsFolder();
  return folder === undefined ? undefined : photographNames(folder).map((name) => photograph(folder, name));
}

function photograph(folder: string, name: string): Picture {
  const { data, width, height } = PNG.sync.read(readFileSync(join(folder, name)));
  const text = readFileSync(join(folder, name.replace(/png$/, "txt")), "utf8");
  return { name, text, width, height, grey: greyOf(data) };
}
