import { expect, test } from "vitest";
import { dismiss, openTablet, picture, scanByHand, troubles, verdictOf } from "./tablet";
import { checks, named, served } from "./vectors";
import { withSite } from "./with-site";

const here = withSite({ answers: served() });

test("a new tablet fetches its trust data by itself, stores it, and says so when the service no longer answers", async () => {
  const tablet = await openTablet(here.browser, here.site.url, { language: "en", now: checks.now });
  await tablet.locator(".bar .data.fresh").waitFor();
  expect(await tablet.locator(".bar .net").textContent()).toBe("Online");
  await scanByHand(tablet, named("presentation-0").qr);
  // Rules and status lists follow the trust list, one by one: the day's may not be here yet.
  expect(await verdictOf(tablet)).toMatch(/^admit(\+status_missing)?$/);
  await tablet.locator(".verdict").waitFor({ state: "detached" });
  await expect
    .poll(
      async () => {
        await scanByHand(tablet, named("revoked").qr);
        const code = await verdictOf(tablet);
        await dismiss(tablet);
        return code;
      },
      { timeout: 30_000 },
    )
    .toBe("revoked");
  await tablet.locator(".bar .ages", { hasText: /Keys \d+ \w+.*Rules \d+ \w+.*Revocations \d+ \w+/ }).waitFor();

  for (const [path] of served()) here.site.answers.delete(path);
  await tablet.locator(".bar .data").click();
  await tablet.getByRole("button", { name: "Update now" }).click();
  await tablet.locator(".dialog .answer", { hasText: "does not respond" }).waitFor();
  await picture(tablet, "update-without-answer.en");
  await tablet.keyboard.press("Escape");
  await tablet.locator(".bar .net.off").waitFor();
  await tablet.evaluate(async () => void (await navigator.serviceWorker.ready));
  await tablet.context().setOffline(true);
  await tablet.reload();
  await tablet.locator(".bar .data.fresh").waitFor();
  await scanByHand(tablet, named("revoked").qr);
  expect(await verdictOf(tablet)).toBe("revoked");
  expect(troubles.get(tablet)).toEqual([]);
  await tablet.context().close();
});

test("trust data is never in the page's cache", async () => {
  for (const [path, bytes] of served()) here.site.answers.set(path, bytes);
  const tablet = await openTablet(here.browser, here.site.url, { now: checks.now });
  await tablet.locator(".bar .data.fresh").waitFor();
  await tablet.evaluate(async () => void (await navigator.serviceWorker.ready));
  const kept = await tablet.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  });
  expect(kept.length).toBeGreaterThan(5);
  expect(kept.filter((path) => path.startsWith("/v1/"))).toEqual([]);
  await tablet.context().close();
});
