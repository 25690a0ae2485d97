import { expect, test } from "vitest";
import { violations } from "../shell/axe";
import { codeOn, installed, openPhone, picture, signIn } from "./phone";
import { withService } from "./with-service";

const here = withService();

const HOUR = 3_600_000;

test.each([
  ["an hour fast", HOUR, /1 hour fast/],
  ["an hour slow", -HOUR, /1 hour slow/],
])("a phone whose clock is %s makes codes that a scanner admits", async (name, offBy, words) => {
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

const WRONG = {
  ko: "마지막으로 연결했을 때의 시각을 기준으로",
  en: "made with the time of the last connection",
} as const;

test.each([
  ["ko", "set back by two days", -48 * HOUR],
  ["en", "set to another month", 40 * 24 * HOUR],
  ["en", "set to 1970", -Date.now()],
] as const)(
  "offline with a clock that was %s %s the code is made by the last contact, with a warning, and a scanner admits it",
  async (language, name, by) => {
    const page = await openPhone(here.browser, language, { viewport: { width: 360, height: 640 } });
    await page.clock.install({ time: Date.now() });
    await page.goto(here.service.wallet);
    await signIn(page, language);
    const before = await codeOn(page);
    await page.context().setOffline(true);
    await page.clock.setSystemTime(Math.max(0, Date.now() + by));
    await page.getByText(WRONG[language]).waitFor();
    await page.waitForFunction(
      (old) => (document.querySelector<HTMLElement>("[data-text]")?.dataset["text"] ?? old) !== old,
      before,
    );
    expect(here.service.verdict(await codeOn(page), Date.now() / 1000)).toBe("admit");
    await picture(page, `clock-wrong-${name.replaceAll(" ", "-")}.${language}`);
    expect(await violations(page)).toEqual([]);
    await page.context().setOffline(false);
    await page.clock.runFor(5_000);
    await page.getByText(WRONG[language]).waitFor({ state: "detached" });
    await page.context().close();
  },
);

test("a phone that is opened again with the date of long ago shows its code with a warning", async () => {
  const page = await openPhone(here.browser, "ko");
  await page.clock.install({ time: Date.now() });
  await page.goto(here.service.wallet);
  await signIn(page, "ko");
  await codeOn(page);
  await installed(page);
  await page.context().setOffline(true);
  await page.clock.setSystemTime(Date.parse("2020-01-01T00:00:00Z"));
  await page.reload();
  await codeOn(page);
  await page.getByText(WRONG.ko).waitFor();
  await page.context().close();
});

test("a clock that was set since is no longer corrected, and the wallet says so", async () => {
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
