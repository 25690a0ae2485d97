import { parseArgs } from "node:util";

import { chromium } from "playwright-core";

import { chromiumWith } from "../chromium.js";
import { serveBenchPage } from "./bench-page-server.js";
import type { Bench } from "./page/main.js";

declare const window: { bench: Bench };

// Serves the page that shows both decoders side by side in a browser: `npm run bench:page`. With `--headless` it runs
// in Chromium and
// prints the tables; `--each` is the number of generated pictures of each kind and version.
const { values } = parseArgs({ options: { headless: { type: "boolean" }, each: { type: "string", default: "1" } } });
const { address, stop } = await serveBenchPage();
if (values.headless === true) {
  const browser = await chromium.launch(chromiumWith([], false));
  const tab = await browser.newPage();
  await tab.goto(address);
  await tab.waitForFunction(() => "bench" in window);
  console.log(await tab.evaluate((each) => window.bench.run(each), Number(values.each)));
  await browser.close();
  await stop();
} else {
  console.log(`${address} (Ctrl+C ends it)`);
  process.once("SIGINT", () => void stop().then(() => process.exit()));
}
