import { expect, test } from "vitest";
import { codeOn, openPhone, picture, signIn } from "./phone";
import { withService } from "./with-service";

const here = withService();

const HOUR = 3_600_000;

test.each([
  ["an hour fast", HOUR, /1 hour fast/],
  ["an hour slow", -HOUR, /1 hour slow/],
])("a phone whose clock is %s makes codes that a door admits", async (name, offBy, words) => {
  const page = await openPhone(here.browser, "en");
  await page.clock.install({ time: Date.now() + offBy });
  await page.goto(here.service.wallet);
  await signIn(page, "en");
  await page.getByText(words).waitFor();
  const text = await codeOn(page);
  expect(here.service.verdict(text, Date.now() / 1000)).toBe("admit");
  await picture(page, `clock-${name.replaceAll(" ", "-")}.en`);
  await page.context().close();
});

test("a clock that was set since is not corrected any more, and the wallet says so", async () => {
  const page = await openPhone(here.browser, "en");
  await page.clock.install({ time: Date.now() + HOUR });
  await page.goto(here.service.wallet);
  await signIn(page, "en");
  await page.getByText(/1 hour fast/).waitFor();
  await page.context().setOffline(true);
  await page.clock.setSystemTime(Date.now() + 2 * HOUR);
  await page.getByText(/clock seems to be wrong/).waitFor();
  await picture(page, "clock-doubtful.en");
  // The next contact ends the doubt.
  await page.context().setOffline(false);
  await page.clock.runFor(20 * 60_000);
  await page.getByText(/clock seems to be wrong/).waitFor({ state: "detached" });
  await page.context().close();
});
