import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSite, type Site } from "./site";
import { dismiss, loadBundle, openBrowser, openTablet, picture, scanByHand, verdictOf } from "./tablet";
import { checks, deployment, named } from "./vectors";

let browser: Browser;
let site: Site;

beforeAll(async () => {
  browser = await openBrowser();
  site = await openSite();
  site.answers.set("/scanner/deployment.json", deployment(site.origin));
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

test("the tablet shows its challenge, and the answer to it is good here alone", async () => {
  const { qr, challenges } = named("challenge-met");
  const tablet = await openTablet(browser, "about:blank", { language: "en", now: checks.now });
  await tablet.addInitScript((hex) => {
    // The vector answers these random bytes.
    crypto.getRandomValues = (array) => {
      if (array !== null) new Uint8Array(array.buffer).set(hex.match(/../g)?.map((byte) => parseInt(byte, 16)) ?? []);
      return array;
    };
  }, challenges?.[0] ?? "");
  await tablet.goto(site.url);
  await tablet.locator(".camera.on").waitFor();
  await loadBundle(tablet);
  await scanByHand(tablet, qr);
  expect(await verdictOf(tablet)).toBe("holder_proof_stale");
  await dismiss(tablet);
  await tablet.locator(".bar .plain", { hasText: "Settings" }).click();
  await tablet.getByRole("switch", { name: /Challenge/ }).check();
  await tablet.keyboard.press("Escape");
  await tablet.locator(".challenge .code path").waitFor();
  await picture(tablet, "challenge.en");
  await scanByHand(tablet, qr);
  expect(await verdictOf(tablet)).toBe("admit");
  await tablet.context().close();
});
