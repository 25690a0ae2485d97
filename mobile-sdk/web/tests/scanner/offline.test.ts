import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { loadBundle, openPage, openTablet, scanByHand, troubles, verdictOf } from "./tablet";
import { bundle, checks, deployment, eachVerdict, named } from "./vectors";
import { withSite } from "./with-site";

const here = withSite({ delivered: false });

/** Waits until the page and all its parts are kept. */
const installed = (page: Page) => page.evaluate(async () => void (await navigator.serviceWorker.ready));

const DATABASES = () =>
  indexedDB
    .databases()
    .then((all) =>
      Promise.all(
        all.map(
          ({ name }) =>
            new Promise<void>((done) => {
              const asked = indexedDB.deleteDatabase(name ?? "");
              asked.onsuccess = asked.onerror = asked.onblocked = () => done();
            }),
        ),
      ),
    )
    .then(() => undefined);

test("after a reload without a network it checks as before", async () => {
  here.site.answers.set("/scanner/deployment.json", deployment(here.site.origin));
  const tablet = await openTablet(here.browser, here.site.url, { now: checks.now });
  await tablet.locator(".scan").waitFor();
  await loadBundle(tablet);
  await installed(tablet);
  await tablet.context().setOffline(true);
  await tablet.reload();
  await tablet.locator(".bar .data.fresh").waitFor();
  expect(await tablet.locator(".bar .net").textContent()).toBe("오프라인");
  for (const name of ["presentation-0", "revoked", "stranger"]) {
    await scanByHand(tablet, named(name).qr);
    await tablet.locator(`.verdict[data-code=${named(name).verdict}]`).waitFor();
  }
  expect(troubles.get(tablet)).toEqual([]);
  await tablet.context().close();
});

test("the roots are pinned once: no later answer of the network changes them", async () => {
  here.site.answers.set("/scanner/deployment.json", deployment(here.site.origin));
  const tablet = await openTablet(here.browser, here.site.url, { now: checks.now });
  await tablet.locator(".scan").waitFor();
  await loadBundle(tablet);
  const [first, ...others] = checks.roots.keys;
  const stranger = { ...first, x: "A".repeat(43) };
  here.site.answers.set(
    "/scanner/deployment.json",
    JSON.stringify({ roots: { threshold: 1, keys: [stranger, ...others] }, origin: here.site.origin }),
  );
  await tablet.reload();
  await tablet.locator(".bar .data.fresh").waitFor();
  await scanByHand(tablet, named("presentation-0").qr);
  expect(await verdictOf(tablet)).toBe("admit");
  await tablet.context().close();
});

test.each([
  ["the trust data", DATABASES, "missing"],
  ["the settings and one copy of the roots", () => localStorage.clear(), "fresh"],
  ["the other copy", () => caches.delete("haetae-scanner-deployment").then(() => undefined), "fresh"],
] as const)("where the browser has lost %s, the roots are still there, without a network", async (_, lose, data) => {
  here.site.answers.set("/scanner/deployment.json", deployment(here.site.origin));
  const tablet = await openTablet(here.browser, here.site.url, { now: checks.now });
  await tablet.locator(".scan").waitFor();
  await loadBundle(tablet);
  await installed(tablet);
  await tablet.evaluate(lose);
  await tablet.context().setOffline(true);
  await tablet.reload();
  await tablet.locator(`.bar .data.${data}`).waitFor();
  if (data === "missing") await loadBundle(tablet, bundle);
  await scanByHand(tablet, named("presentation-0").qr);
  expect(await verdictOf(tablet)).toBe("admit");
  await tablet.context().close();
});

test("training has its own roots, data and time, says so, and leaves the scanner as it was", async () => {
  const codes = eachVerdict()
    .filter((one) => one.now === checks.now)
    .map((one) => ({ expected: one.verdict, text: one.qr }));
  here.site.answers.set("/scanner/deployment.json", deployment(here.site.origin));
  here.site.answers.set(
    "/scanner/training.json",
    JSON.stringify({ roots: checks.roots, bundle: bundle.toString("base64url"), now: checks.now, codes }),
  );
  const tablet = await openTablet(here.browser, here.site.url, { language: "en" });
  await tablet.locator(".bar .data.missing").waitFor();
  await installed(tablet);
  await tablet.context().setOffline(true);
  await tablet.reload();
  await tablet.locator(".bar .plain", { hasText: "Settings" }).click();
  await tablet.getByRole("button", { name: "Start training" }).click();
  await tablet.locator(".notice.training").waitFor();
  for (const { expected } of codes) {
    await tablet.locator(`.specimens [data-expected="${expected}"]`).first().click();
    expect(await verdictOf(tablet)).toBe(expected);
    expect(await tablet.locator(".notice.training").isVisible()).toBe(true);
    await tablet.keyboard.press("Escape");
    await tablet.locator(".verdict").waitFor({ state: "detached" });
  }
  expect(await tablet.locator(".bar .count").textContent()).toBe("0 today");
  await tablet.locator(".bar .plain", { hasText: "Settings" }).click();
  await tablet.getByRole("button", { name: "End training" }).click();
  await tablet.locator(".bar .data.missing").waitFor();
  await scanByHand(tablet, codes[0]?.text ?? "");
  expect(await verdictOf(tablet)).not.toMatch(/^admit/);
  await tablet.context().close();
});

test("a second page of the same tablet is the same scanner", async () => {
  here.site.answers.set("/scanner/deployment.json", deployment(here.site.origin));
  const tablet = await openTablet(here.browser, here.site.url, { now: checks.now });
  await tablet.locator(".scan").waitFor();
  await loadBundle(tablet);
  const second = await openPage(tablet.context(), here.site.url, checks.now);
  await second.locator(".bar .data.fresh").waitFor();
  await tablet.context().close();
});
