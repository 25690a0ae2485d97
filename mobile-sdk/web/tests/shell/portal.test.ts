import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSite, type Site, type WebApp } from "../scanner/site.js";
import { openBrowser, openTablet } from "../scanner/tablet.js";
import { checks, served } from "../scanner/vectors.js";
import { type Middlebox, type Network, openNetwork } from "./network.js";
import { otherVersion } from "./other-version.js";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser("none");
});
afterAll(() => browser.close());

/** What an app shows that has opened. */
const OPEN: Readonly<Record<WebApp, string>> = { scanner: ".scan .bar", wallet: "#app main" };
/** What it shows where it could not. */
const FAILED: Readonly<Record<WebApp, RegExp>> = { scanner: /has a problem/, wallet: /could not be opened/ };

const deploymentOf = (origin: string) =>
  JSON.stringify({ roots: checks.roots, origin, zone: "Asia/Seoul", demo_sign_in: true });

interface Installed {
  readonly site: Site;
  readonly network: Network;
  readonly page: Page;
  close(): Promise<void>;
}

/** An app that was opened once over a good network, and is kept by the browser. */
async function installed(app: WebApp): Promise<Installed> {
  const site = await openSite(served(), app);
  const network = await openNetwork(site);
  site.answers.set(`/${app}/deployment.json`, deploymentOf(network.origin));
  const page = await openTablet(browser, `${network.origin}/${app}/`, { language: "en", now: checks.now });
  await page.locator(OPEN[app]).first().waitFor();
  await page.waitForFunction(async () => (await navigator.serviceWorker.ready).active?.state === "activated");
  await page.reload();
  await page.locator(OPEN[app]).first().waitFor();
  return {
    site,
    network,
    page,
    close: async () => {
      await page.context().close();
      await network.close();
      await site.close();
    },
  };
}

/** That the app opens, and nothing else in its place. */
async function opens(page: Page, app: WebApp): Promise<void> {
  await page.reload();
  await page.locator(OPEN[app]).first().waitFor();
  expect(await page.locator("#portal").count()).toBe(0);
  expect(await page.locator("body").textContent()).not.toMatch(FAILED[app]);
}

/** Has the browser look for a new version; resolves once it has taken or dropped it. */
async function lookForVersion(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    try {
      await registration.update();
    } catch {
      return "no worker";
    }
    const { installing, waiting } = registration;
    if (!installing) return waiting ? "installed" : "nothing new";
    return new Promise<string>((resolve) => {
      installing.addEventListener("statechange", () => installing.state !== "installing" && resolve(installing.state));
    });
  });
}

const THINGS: readonly Middlebox[] = ["page", "redirect", "redirect_here", "blocked", "gateway"];

describe.each(["scanner", "wallet"] as const)("an installed %s", (app) => {
  test.each(THINGS)("opens behind “%s”, and without a network afterwards", async (middlebox) => {
    const { network, page, close } = await installed(app);
    network.middlebox = middlebox;
    await opens(page, app);
    expect(["no worker", "nothing new"]).toContain(await lookForVersion(page));
    await opens(page, app);
    await page.context().setOffline(true);
    await opens(page, app);
    await page.context().setOffline(false);
    network.middlebox = "nothing";
    await opens(page, app);
    await close();
  });

  test("is not broken by nodes of two versions that answer in turn, and takes a whole new one", async () => {
    const { network, page, close } = await installed(app);
    const other = await openSite(served(), app);
    for (const [path, bytes] of otherVersion(app, "second")) other.answers.set(path, bytes);
    other.answers.set(`/${app}/deployment.json`, deploymentOf(network.origin));
    network.other = other;
    network.middlebox = "turns";
    // Whichever node gives the worker, it gets files of both, and takes none.
    for (let tries = 0; tries < 4; tries++) {
      expect(["nothing new", "redundant"]).toContain(await lookForVersion(page));
      await opens(page, app);
      expect(await page.locator("body[data-version]").count()).toBe(0);
    }
    await page.context().setOffline(true);
    await opens(page, app);
    await page.context().setOffline(false);
    network.middlebox = "other";
    expect(await lookForVersion(page)).toBe("installed");
    await page.evaluate(async () => (await navigator.serviceWorker.ready).waiting?.postMessage("take-over"));
    await page.locator("body[data-version=second]").waitFor({ state: "attached" });
    await page.context().setOffline(true);
    await opens(page, app);
    expect(await page.locator("body[data-version=second]").count()).toBe(1);
    await close();
    await other.close();
  });

  test("takes no version of which a file is another one, whatever its status and type", async () => {
    const { site, page, close } = await installed(app);
    const versions = new Map(otherVersion(app, "half"));
    const script = [...versions.keys()].find((path) => path.endsWith("index-half.js")) ?? "";
    for (const [path, bytes] of versions) site.answers.set(path, bytes);
    site.answers.set(script, `${versions.get(script)?.toString()} `);
    expect(await lookForVersion(page)).toBe("redundant");
    site.answers.set(`/${app}/`, "<html>");
    await page.context().setOffline(true);
    await opens(page, app);
    await close();
  });
});
