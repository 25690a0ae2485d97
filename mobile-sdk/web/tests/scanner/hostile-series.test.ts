import type { SeriesEngine } from "@haetae/sdk";
import { seriesEngine } from "@haetae/sdk/series";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { dismiss, loadBundle, openTablet, scanByHand, troubles, verdictOf } from "./tablet";
import { bundle, checks, named } from "./vectors";
import { withSite } from "./with-site";

const here = withSite();
let tablet: Page;

beforeAll(async () => {
  tablet = await openTablet(here.browser, here.site.url, { language: "en", now: checks.now });
  await tablet.locator(".scan").waitFor();
  await loadBundle(tablet);
});

/** Base45 (RFC 9285), as one who makes codes by himself writes it. */
function base45(bytes: Uint8Array): string {
  const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  let text = "";
  for (let at = 0; at < bytes.length; at += 2) {
    const pair = at + 1 < bytes.length;
    let value = pair ? (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0) : (bytes[at] ?? 0);
    for (let left = pair ? 3 : 2; left > 0; left -= 1) {
      text += digits[value % 45];
      value = Math.floor(value / 45);
    }
  }
  return text;
}

/** A forged series code: its claimed length, its number, and nonsense. */
function code(length: number, number: number, symbol: number, series = 1): string {
  const head = Buffer.alloc(15, series);
  head.writeUInt32BE(length, 8);
  head.writeUIntBE(number, 12, 3);
  return `HB1:${base45(Buffer.concat([head, Buffer.alloc(symbol, number & 255)]))}`;
}

async function series(bytes: Uint8Array, symbolBytes: number): Promise<SeriesEngine> {
  const engine = await seriesEngine();
  await engine.open(bytes, symbolBytes);
  return engine;
}

/** Scans a code and waits for what the panel says of it. */
async function scanned(text: string, says: RegExp): Promise<void> {
  await scanByHand(tablet, text);
  await tablet.locator(".series", { hasText: says }).waitFor();
}

async function admits(): Promise<void> {
  await scanByHand(tablet, named("paper-0").qr);
  expect(await verdictOf(tablet)).toMatch(/^admit/);
  await dismiss(tablet);
}

test("what only begins like a series is checked as a visitor's code, and is unclear", async () => {
  for (const text of [
    `HB1:<img src=x onerror="globalThis.pwned=1">`,
    "HB1:",
    `HB1:${"A".repeat(4_292)}`,
    code(0, 0, 128),
    code(64 * 1024 * 1024 + 1, 0, 2_000),
    code(1, 0, 127),
  ]) {
    await scanByHand(tablet, text);
    expect(["malformed", "unknown_format"], text.slice(0, 30)).toContain(await verdictOf(tablet));
    expect(await tablet.locator(".series").count()).toBe(0);
    await dismiss(tablet);
  }
});

test("a series of 64 MiB is too large, before anything of it is kept", async () => {
  await scanned(code(64 * 1024 * 1024, 0, 2_000), /too large for this one.*Nothing has changed/);
  await admits();
});

test("a series without an end, and two at once, end where a good one begins; passes are checked all the while", async () => {
  for (const number of [0, 1, 70_000, 16_777_215]) await scanned(code(1024 * 1024, number, 128, 9), /codes/);
  await tablet.locator(".series", { hasText: "4 of about 8192 codes" }).waitFor();
  const good = await series(bundle, 2_000);
  await scanned(await good.text(0), /Two screens are in view/);
  await scanned(code(1024 * 1024, 5, 128, 9), /5 of about 8192 codes/);
  await admits();
  // Eight codes in a row: the camera has turned to the good one.
  for (const number of [0, 1, 2, 3, 4, 5, 6]) await scanned(await good.text(number), /Two screens are in view/);
  await scanned(await good.text(7), /1 of about 6 codes/);
  for (const number of [1, 2, 3, 4])
    await scanned(await good.text(number), new RegExp(`${number + 1} of about 6 codes`));
  await scanned(await good.text(5), /already has this data/);
});

test("codes that do not match start again, and a bundle of nonsense is refused", async () => {
  const nonsense = new TextEncoder().encode(`<script>globalThis.pwned=1</script>`.repeat(12));
  const engine = await series(nonsense, 200);
  const genuine = await engine.text(0);
  // Bytes 8 to 14 are the head's; the symbol behind it is another one's.
  await scanned(`${genuine.slice(0, 40)}${"0".repeat(genuine.length - 40)}`, /1 of about 3 codes/);
  await scanned(await engine.text(1), /2 of about 3 codes/);
  await scanned(await engine.text(2), /do not match/);
  await scanned(genuine, /1 of about 3 codes/);
  await scanned(await engine.text(1), /2 of about 3 codes/);
  await scanned(await engine.text(2), /does not show scanner data.*Nothing has changed/);
  await admits();
});

test("nothing of it has done anything to the page", async () => {
  expect(await tablet.evaluate(() => "pwned" in globalThis)).toBe(false);
  expect(await tablet.evaluate(() => (globalThis as unknown as { violations: string[] }).violations)).toEqual([]);
  expect(await tablet.locator(".bar .data.fresh").count()).toBe(1);
  expect(troubles.get(tablet)).toEqual([]);
});
