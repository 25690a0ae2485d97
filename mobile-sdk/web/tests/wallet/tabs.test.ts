import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { codeOn, openPhone, openTab, SAID, signIn, troubles, untilRenewal } from "./phone";
import { withService } from "./with-service";

const here = withService();

/** The days for which passes were asked, of each request of any tab. */
function requests(page: Page): string[][] {
  const asked: string[][] = [];
  page.context().on("request", (request) => {
    if (!request.url().endsWith("/v1/passes")) return;
    const { holder_keys } = request.postDataJSON() as { holder_keys: { day: string }[] };
    asked.push(holder_keys.map(({ day }) => day));
  });
  return asked;
}

/** A scanner's verdict on a tab's code as soon as it is made: a tab whose time a test moves is ahead of it. */
async function verdictAtOnce(page: Page): Promise<string> {
  const code = await codeOn(page);
  return here.service.verdict(code, here.service.contentOf(code).made);
}

/** Waits until the code on the screen is of a pass that another key has signed. */
const untilReplaced = (page: Page, stolen: string) =>
  expect.poll(async () => here.service.contentOf(await codeOn(page)).issuer, { timeout: 60_000 }).not.toBe(stolen);

test("of two tabs one fetches passes and replaces them, and both show codes that a scanner admits", async () => {
  const first = await openPhone(here.browser, "en");
  const second = await openTab(first.context());
  const tabs = [first, second];
  const asked = requests(first);
  for (const page of tabs) {
    await page.clock.install({ time: Date.now() });
    await page.goto(here.service.wallet);
    await page.getByRole("button", { name: SAID.en.begin }).click();
    await page.locator(".citizens button").first().waitFor();
  }
  // The same person signs in in both, at once.
  await Promise.all(tabs.map((page) => page.locator(".citizens button").first().click()));
  for (const page of tabs) expect(await verdictAtOnce(page)).toBe("admit");
  expect(asked.map((days) => days.length)).toEqual([14]);

  const { issuer: stolen } = here.service.contentOf(await codeOn(first));
  await here.service.publishes(() => here.service.compromise(stolen));
  for (const page of tabs) await page.reload();
  for (const page of tabs) await page.getByText("Your records have not changed").waitFor();
  // The time has come in both, at once.
  await Promise.all(tabs.map(untilRenewal));
  for (const page of tabs) await untilReplaced(page, stolen);
  for (const page of tabs) expect(await verdictAtOnce(page)).toBe("admit");
  expect(asked).toHaveLength(2);

  // What is removed in one is gone in the other.
  await first.getByRole("button", { name: SAID.en.remove }).click();
  await first.getByRole("button", { name: "Delete", exact: true }).click();
  for (const page of tabs) await page.getByRole("button", { name: SAID.en.begin }).waitFor();
  expect(tabs.map((page) => troubles.get(page))).toEqual([[], []]);
  await first.context().close();
});

test("a tab that is closed while the service thinks leaves the rest to the other", async () => {
  const first = await openPhone(here.browser, "en", { serviceWorkers: "block" });
  const second = await openTab(first.context());
  const asked = requests(first);
  // The first is not answered.
  await first.route("**/v1/passes", () => undefined);
  await second.goto(here.service.wallet);
  await second.getByRole("button", { name: SAID.en.begin }).waitFor();
  await first.goto(here.service.wallet);
  await signIn(first, "en", 1);
  await expect.poll(() => asked.length).toBe(1);
  await first.close();
  expect(await verdictAtOnce(second)).toBe("admit");
  // The same keys, asked for again: whatever the service had answered, it is the same passes.
  expect(asked[1]).toEqual(asked[0]);
  await second.context().close();
});
