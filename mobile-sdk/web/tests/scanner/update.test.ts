import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { DIST } from "./site";
import { dismiss, loadBundle, openTablet, scanByHand, verdictOf } from "./tablet";
import { checks, named } from "./vectors";
import { withSite } from "./with-site";

const here = withSite();

/** Serves another version of the page's worker from now on, and has the browser look for it. */
async function newVersion(tablet: Page): Promise<void> {
  const worker = readFileSync(join(DIST, "service-worker.js"), "utf8");
  here.site.answers.set("/scanner/service-worker.js", `${worker}\n// another version`);
  await tablet.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
  });
  await tablet.waitForFunction(async () => (await navigator.serviceWorker.ready).waiting !== null);
}

test("a new version of the page waits, removes no verdict, and starts on request", async () => {
  const tablet = await openTablet(here.browser, here.site.url, { language: "en", now: checks.now });
  await tablet.locator(".scan").waitFor();
  await loadBundle(tablet);
  await tablet.evaluate(async () => void (await navigator.serviceWorker.ready));
  await tablet.reload();
  await tablet.locator(".bar .data.fresh").waitFor();
  await scanByHand(tablet, named("revoked").qr);
  expect(await verdictOf(tablet)).toBe("revoked");
  await newVersion(tablet);
  expect(await verdictOf(tablet)).toBe("revoked");
  await dismiss(tablet);
  await tablet.evaluate(() => Object.assign(globalThis, { old: true }));
  await tablet.locator(".bar .data").click();
  await tablet.getByRole("button", { name: "Restart with the new version" }).click();
  await tablet.waitForFunction(() => !("old" in globalThis));
  await tablet.locator(".bar .data.fresh").waitFor();
  await scanByHand(tablet, named("presentation-0").qr);
  expect(await verdictOf(tablet)).toBe("admit");
  await tablet.context().close();
});

test("the browser finds the page installable", async () => {
  const tablet = await openTablet(here.browser, here.site.url);
  await tablet.locator(".scan").waitFor();
  await tablet.evaluate(async () => void (await navigator.serviceWorker.ready));
  const session = await tablet.context().newCDPSession(tablet);
  const { errors } = await session.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  // A profile of a test is a private window.
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito")).toEqual([]);
  await tablet.context().close();
});
