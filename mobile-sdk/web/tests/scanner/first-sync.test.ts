import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Network, openNetwork } from "../shell/network.js";
import { openSite, type Site } from "./site";
import { openBrowser, openTablet, picture, scanByHand, setTime, verdictOf } from "./tablet";
import { checks, deployment, named, served } from "./vectors";

let browser: Browser;
let site: Site;
let network: Network;

beforeAll(async () => {
  browser = await openBrowser("none");
  site = await openSite(served());
  network = await openNetwork(site);
  site.answers.set("/scanner/deployment.json", deployment(network.origin));
});
afterAll(async () => {
  await browser.close();
  await network.close();
  await site.close();
});

test("the first scan after the opening waits for the lists, and gets the verdict without a warning", async () => {
  network.holds = /^\/v1\/trust\/files\//;
  const tablet = await openTablet(browser, `${network.origin}/scanner/`, { language: "en", now: checks.now });
  await tablet.locator(".scan").waitFor();
  await scanByHand(tablet, named("revoked").qr);
  await tablet.locator(".typing.syncing", { hasText: "Loading the lists" }).waitFor();
  await picture(tablet, "syncing.en");
  expect(await tablet.locator(".verdict").count()).toBe(0);
  network.release();
  expect(await verdictOf(tablet)).toBe("revoked");
  await tablet.locator(".typing.syncing").waitFor({ state: "detached" });
  await tablet.context().close();
});

test("where the lists do not come, it waits no longer than that, and says what it knows", async () => {
  network.holds = /^\/v1\/trust\//;
  const tablet = await openTablet(browser, `${network.origin}/scanner/`, { language: "en", now: checks.now });
  await tablet.locator(".scan").waitFor();
  await scanByHand(tablet, named("presentation-0").qr);
  await tablet.locator(".typing.syncing").waitFor();
  // Nothing is in force: no key is known.
  expect(await verdictOf(tablet)).toBe("unknown_key");
  network.release();
  await tablet.context().close();
});

test("an answer that is no manifest is no contact: the bar says so, and no time is made fresh", async () => {
  const tablet = await openTablet(browser, `${network.origin}/scanner/`, { language: "en", now: checks.now });
  await tablet.locator(".bar .data.fresh").waitFor();
  // The last list is here.
  await tablet.waitForLoadState("networkidle");
  await setTime(tablet, checks.now + 2 * 86_400);
  const update = async (answer: RegExp) => {
    await tablet.locator(".bar .data").click();
    await tablet.getByRole("button", { name: "Update now" }).click();
    await tablet.locator(".dialog .answer", { hasText: answer }).waitFor();
    const contact = await tablet.locator(".dialog table.ages tr", { hasText: "Last contact" }).textContent();
    await tablet.keyboard.press("Escape");
    return contact;
  };
  for (const middlebox of ["page", "redirect", "redirect_here", "blocked"] as const) {
    network.middlebox = middlebox;
    expect(await update(/network, but not to the service/), middlebox).toMatch(/2 days ago/);
    await tablet.locator(".bar .net.foreign", { hasText: "Sign in to the Wi-Fi" }).waitFor();
    await tablet.locator(".notice.foreign", { hasText: "Sign in to the Wi-Fi" }).waitFor();
  }
  await picture(tablet, "portal.en");
  network.middlebox = "gateway";
  expect(await update(/service does not respond/)).toMatch(/2 days ago/);
  await tablet.locator(".bar .net.no_answer").waitFor();
  expect(await tablet.locator(".notice.foreign").count()).toBe(0);
  network.middlebox = "nothing";
  expect(await update(/up to date|old/)).toMatch(/just now/);
  await tablet.locator(".bar .net", { hasText: "Online" }).waitFor();
  await tablet.context().close();
});
