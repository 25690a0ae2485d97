import { scanEngine } from "@haetae/sdk/scan";
import { chromium } from "playwright-core";
import { PNG } from "pngjs";
import { expect, it } from "vitest";

import { chromiumWith } from "../chromium.js";
import { serveBenchPage } from "./bench-page-server.js";
import { generated } from "./generated.js";
import type { Picture } from "./picture.js";

it("shows what both decoders read in a picture of one's own, under the strict policy", async () => {
  const { value: picture } = (await generated(await scanEngine(), 1).next()) as { value: Picture };
  const { address, stop } = await serveBenchPage();
  const browser = await chromium.launch(chromiumWith([], false));
  try {
    const tab = await browser.newPage();
    const complaints: string[] = [];
    tab.on("console", (message) => complaints.push(message.text()));
    tab.on("pageerror", (error) => complaints.push(error.message));
    await tab.goto(address);
    await tab.locator("#own").setInputFiles({ name: "own.png", mimeType: "image/png", buffer: png(picture) });
    const rows = tab.locator(".texts tbody tr");
    await rows.first().waitFor();
    const cells = await rows.evaluateAll((lines) =>
      lines.map((line) => [...line.children].map((cell) => cell.textContent)),
    );
    expect(cells.map(([name, reader, , text]) => [name, reader, text])).toEqual(
      ["ours, frame", "zxing, fast", "ours, picture", "zxing, hard"].map((reader) => ["own.png", reader, picture.text]),
    );
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
    await stop();
  }
});

function png({ grey, width, height }: Picture): Buffer {
  const image = new PNG({ width, height });
  for (const [at, value] of grey.entries()) image.data.set([value, value, value, 255], at * 4);
  return PNG.sync.write(image);
}
