import { expect, test } from "vitest";
import { codeOn, installed, openPhone, picture, signIn, troubles } from "./phone";
import { withService } from "./with-service";

const here = withService();

const DAY = 86_400;

test("without a service and without a network it shows live codes, two days later, too", async () => {
  const began = Date.now();
  const page = await openPhone(here.browser, "ko");
  await page.clock.install({ time: began });
  await page.goto(here.service.wallet);
  await signIn(page, "ko");
  const photographed = await codeOn(page);
  await installed(page);
  await here.service.kill();
  await page.context().setOffline(true);
  await page.reload();
  const reloaded = await codeOn(page);
  const now = await page.evaluate(() => Date.now() / 1000);
  expect(here.service.verdict(reloaded, now)).toBe("admit");
  // A photograph of the code is worth nothing a minute and a half later.
  expect(here.service.verdict(photographed, now + 90)).toBe("holder_proof_stale");
  await page.locator(".facts li").first().waitFor();
  await picture(page, "offline.ko");

  await page.clock.fastForward(2 * DAY * 1000);
  await page.waitForFunction(
    (old) => document.querySelector<HTMLElement>("[data-text]")?.dataset["text"] !== old,
    reloaded,
  );
  const later = await codeOn(page);
  const then = await page.evaluate(() => Date.now() / 1000);
  expect(then).toBeGreaterThan(now + 2 * DAY - 1);
  expect(here.service.verdict(later, then)).toBe("admit");
  await page.reload();
  expect(here.service.verdict(await codeOn(page), then + 5)).toBe("admit");
  expect(troubles.get(page)).toEqual([]);
  await page.context().close();
  await here.service.serve();
});

test("a new code takes the old one's place every fifteen seconds, without a blank", async () => {
  const page = await openPhone(here.browser, "en");
  await page.clock.install({ time: Date.now() });
  await page.goto(here.service.wallet);
  await signIn(page, "en");
  await codeOn(page);
  await page.evaluate(() => {
    const seen: string[] = [];
    const look = () => {
      const text = document.querySelector<HTMLElement>("[data-text]")?.dataset["text"] ?? "";
      if (seen.at(-1) !== text) seen.push(text);
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
    Object.assign(globalThis, { seen });
    look();
  });
  const seen = () => page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
  for (let codes = 2; codes <= 4; codes += 1) {
    await page.clock.runFor(15_000);
    await page.waitForFunction((count) => (globalThis as unknown as { seen: string[] }).seen.length >= count, codes);
  }
  const texts = await seen();
  expect(texts).toHaveLength(4);
  expect(new Set(texts).size).toBe(4);
  expect(texts).not.toContain("");
  expect(await page.locator(".left").textContent()).toMatch(/New code in \d+ seconds?/);
  await page.context().close();
});

test("at the end of what was fetched it says that there is no code, and says nothing against its owner", async () => {
  const page = await openPhone(here.browser, "en");
  await page.clock.install({ time: Date.now() });
  await page.goto(here.service.wallet);
  await signIn(page, "en");
  await codeOn(page);
  await installed(page);
  await page.context().setOffline(true);
  await page.clock.fastForward(15 * DAY * 1000);
  await page.getByText("There is no code to show yet").waitFor();
  await page.getByText("There is nothing wrong with your records").waitFor();
  await picture(page, "no-code.en");
  expect(await page.locator("body").textContent()).not.toMatch(/eligible|expired|invalid/i);
  await page.context().close();
});
