import type { Page } from "playwright-core";
import { PNG } from "pngjs";
import { HEIGHT, WIDTH } from "./video";

/** Opens what shows this tablet's data to another one. */
export async function show(tablet: Page): Promise<void> {
  await tablet.locator(".bar .data").click();
  await tablet.locator(".dialog footer .button", { hasText: /Show to another|보여 주기/ }).click();
  await drawing(tablet);
}

/** What the canvas shows, once it shows something. */
export async function drawing(tablet: Page): Promise<string> {
  const shown = await tablet.waitForFunction(() => {
    const canvas = document.querySelector<HTMLCanvasElement>(".show canvas");
    return canvas && canvas.width === canvas.height && canvas.width > 50 ? canvas.toDataURL() : null;
  });
  return (await shown.jsonValue()) as string;
}

/**
 * Films a tablet's screen, which is as large as the film: this many pictures, all different. Codes that come too fast
 * are lost.
 */
export async function filmScreen(tablet: Page, pictures: number): Promise<Uint8Array[]> {
  const seen = new Map<string, Uint8Array>();
  while (seen.size < pictures) {
    const png = await tablet.screenshot();
    seen.set(png.toString("base64"), grey(png));
  }
  return [...seen.values()];
}

function grey(png: Buffer): Uint8Array {
  const { data, width, height } = PNG.sync.read(png);
  if (width !== WIDTH || height !== HEIGHT) throw new Error(`the screen has ${width} x ${height} pixels`);
  return Uint8Array.from({ length: width * height }, (_, at) =>
    Math.round(((data[at * 4] ?? 0) + (data[at * 4 + 1] ?? 0) + (data[at * 4 + 2] ?? 0)) / 3),
  );
}
