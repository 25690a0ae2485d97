import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openSite } from "./site";
import { loadBundle, openBrowser, openTablet } from "./tablet";
import { checks, deployment } from "./vectors";
import { film } from "./video";

/** How many verdicts are measured. */
const VERDICTS = 60;

interface Measured {
  /** Milliseconds from the first frame with a code to its verdict in the page. */
  readonly total: number[];
  /** Milliseconds between asking the worker and its answer, for each frame with a code and each check. */
  readonly worker: number[];
}

/** Counts in the page: a frame with a code is bright in its corner, one without is dark. */
function measure(wanted: number): Promise<Measured> {
  const video = document.querySelector("video") as HTMLVideoElement;
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", {
    willReadFrequently: true,
  }) as OffscreenCanvasRenderingContext2D;
  const total: number[] = [];
  let seen: number | null = null;
  let wasBright = true;
  return new Promise((done) => {
    const look = () => {
      canvas.drawImage(video, 4, 4, 1, 1, 0, 0, 1, 1);
      const bright = (canvas.getImageData(0, 0, 1, 1).data[0] ?? 0) > 170;
      if (bright && !wasBright) seen = performance.now();
      wasBright = bright;
      video.requestVideoFrameCallback(look);
    };
    new MutationObserver(() => {
      if (seen === null || !document.querySelector(".verdict")) return;
      total.push(performance.now() - seen);
      seen = null;
      if (total.length >= wanted) done({ total, worker: (globalThis as unknown as { waits: number[] }).waits });
    }).observe(document.querySelector("main") as Node, { childList: true, subtree: true });
    video.requestVideoFrameCallback(look);
  });
}

/** Notes how long the worker takes for each call. */
function watchWorker(): void {
  const waits: number[] = [];
  const asked = new Map<number, number>();
  Object.assign(globalThis, { waits });
  const post = Worker.prototype.postMessage as (
    this: Worker,
    message: { id: number; name: string },
    transfer?: Transferable[],
  ) => void;
  Worker.prototype.postMessage = function (
    this: Worker & { watched?: boolean },
    message: { id: number; name: string },
    transfer?: Transferable[],
  ) {
    if (!this.watched) {
      this.watched = true;
      this.addEventListener("message", ({ data }: MessageEvent<{ id: number; value?: unknown }>) => {
        const from = asked.get(data.id);
        if (from !== undefined && data.value !== undefined) waits.push(performance.now() - from);
        asked.delete(data.id);
      });
    }
    if (message.name === "scan" || message.name === "check") asked.set(message.id, performance.now());
    post.call(this, message, transfer ?? []);
  } as typeof Worker.prototype.postMessage;
}

const quantile = (values: number[], share: number) =>
  [...values].sort((one, two) => one - two)[Math.floor((values.length - 1) * share)] ?? Number.NaN;

test("from a code in view to its verdict: measured and printed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "haetae-latency-"));
  const codes = checks.cases.filter((one) => /^presentation-\d+$/.test(one.name)).slice(0, 8);
  film(
    join(folder, "codes.y4m"),
    codes.flatMap((one) => [null, one.qr]),
    12,
  );
  const site = await openSite();
  site.answers.set("/scanner/deployment.json", deployment(site.origin));
  const browser = await openBrowser(join(folder, "codes.y4m"));
  const tablet = await openTablet(browser, "about:blank", { now: checks.now });
  await tablet.addInitScript(watchWorker);
  await tablet.goto(site.url);
  await tablet.locator(".scan").waitFor();
  await loadBundle(tablet);
  const { total, worker } = await tablet.evaluate(measure, VERDICTS);
  const row = (name: string, values: number[]) =>
    `${name}: p50 ${quantile(values, 0.5).toFixed(0)} ms, p95 ${quantile(values, 0.95).toFixed(0)} ms, most ${Math.max(...values).toFixed(0)} ms (${values.length})`;
  console.log(
    [row("code in view to verdict", total), row("of which one call of the worker (read or check)", worker)].join("\n"),
  );
  expect(total).toHaveLength(VERDICTS);
  await browser.close();
  await site.close();
  rmSync(folder, { recursive: true });
});
