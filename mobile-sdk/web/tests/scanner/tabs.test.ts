import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { bundleWithNewerLists } from "./authority";
import { openSite, type Site } from "./site";
import {
  dismiss,
  loadBundle,
  openBrowser,
  openPage,
  openTablet,
  scanByHand,
  setTime,
  troubles,
  verdictOf,
} from "./tablet";
import { bundle, checks, deployment, named, served } from "./vectors";

let browser: Browser;
let site: Site;

beforeAll(async () => {
  browser = await openBrowser("none");
});
beforeEach(async () => {
  site = await openSite([]);
  site.answers.set("/scanner/deployment.json", deployment(site.origin));
});
afterAll(() => browser.close());

/** The day of the vectors' passes, as status lists count. */
const TODAY = Math.floor(checks.now / 86_400);
const NEWER = bundleWithNewerLists([TODAY - 1, TODAY]);

/** Which bundle is in force: with the newer one the day's list is no longer the newest, and the tablet says so. */
async function inForce(tablet: Page): Promise<"older" | "newer" | "none"> {
  await scanByHand(tablet, named("presentation-0").qr);
  const code = await verdictOf(tablet);
  await dismiss(tablet);
  if (!code.startsWith("admit")) return "none";
  return code.includes("status_old") ? "newer" : "older";
}

const untilInForce = (tablet: Page, which: "older" | "newer") =>
  expect.poll(() => inForce(tablet), { timeout: 30_000 }).toBe(which);

/** What the service was asked for its manifest. */
const manifests = () => site.asked.filter((path) => path === "/v1/trust/manifest").length;

async function secondTab(first: Page): Promise<Page> {
  const second = await openPage(first.context(), site.url, checks.now);
  await second.locator(".scan").waitFor();
  return second;
}

test("of two tabs one fetches, and the other knows what it has taken", async () => {
  for (const [path, bytes] of served()) site.answers.set(path, bytes);
  const first = await openTablet(browser, site.url, { language: "en", now: checks.now });
  await first.locator(".bar .data.fresh").waitFor();
  await untilInForce(first, "older");
  const second = await secondTab(first);
  await second.locator(".bar .data.fresh").waitFor();
  await second.locator(".bar .net", { hasText: "Online" }).waitFor();
  await untilInForce(second, "older");
  expect(manifests()).toBe(1);
  // Who asks for news in the tab that does not fetch gets them all the same.
  await setTime(first, checks.now + 5);
  await setTime(second, checks.now + 5);
  await second.locator(".bar .data").click();
  await second.getByRole("button", { name: "Update now" }).click();
  await second.locator(".dialog .answer", { hasText: "Up to date" }).waitFor();
  expect(manifests()).toBe(2);
  expect([troubles.get(first), troubles.get(second)]).toEqual([[], []]);
  await first.context().close();
  await site.close();
});

test("a bundle that one tab takes is in force in the other at once, and outlives every tab", async () => {
  const first = await openTablet(browser, site.url, { language: "en", now: checks.now });
  await first.locator(".scan").waitFor();
  await loadBundle(first);
  const second = await secondTab(first);
  await untilInForce(second, "older");
  // The tab that does not lead takes something newer: so does the one that leads, which writes it down.
  await loadBundle(second, NEWER);
  await untilInForce(second, "newer");
  await untilInForce(first, "newer");
  // Something older is refused in each, and the tab that comes to lead does not go back to it.
  expect(await loadBundle(first, bundle)).toMatch(/older/i);
  await first.close();
  await second.reload();
  await second.locator(".scan").waitFor();
  await untilInForce(second, "newer");
  await second.context().close();
  await site.close();
});

test("what could not be written down is not lost with the tab that took it, as long as another is open", async () => {
  const first = await openTablet(browser, site.url, { language: "en", now: checks.now });
  await first.locator(".scan").waitFor();
  await loadBundle(first);
  // From now on nothing can be written: the disk is full.
  await first.context().addInitScript(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  const second = await secondTab(first);
  await first.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await loadBundle(first, NEWER);
  await untilInForce(second, "newer");
  const third = await secondTab(first);
  await untilInForce(third, "newer");
  await first.close();
  // One of them leads now. Neither goes back to what was written down.
  for (const tablet of [second, third]) await untilInForce(tablet, "newer");
  await second.close();
  await untilInForce(third, "newer");
  await third.context().close();
  await site.close();
});
