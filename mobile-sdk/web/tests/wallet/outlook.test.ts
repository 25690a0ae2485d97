import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { violations } from "../shell/axe";
import { codeOn, installed, type Language, openPhone, picture, signIn, troubles } from "./phone";
import { changingRules, HOSTILE, hostileRules, SWITCH, TOO_OLD } from "./rules";
import { RulesMirror } from "./rules-mirror";
import { withService } from "./with-service";

const here = withService();
let mirror: RulesMirror;
let version = 0;

beforeAll(async () => {
  mirror = await RulesMirror.open(here.service.origin);
});
afterAll(() => mirror.close());

const SIZES = [
  { width: 360, height: 640 },
  { width: 412, height: 915 },
];
const TITLE = { ko: "어디에서 쓸 수 있나요", en: "Where it is good" } as const;
const BACK = { ko: "뒤로", en: "Back" } as const;
const DISMISS = { ko: "안내 닫기", en: "Close this note" } as const;

/** A time of Seoul's as the page has it: a day. */
function day(seconds: number, language: Language): string {
  const locale = language === "ko" ? "ko-KR" : "en-GB";
  const form = { timeZone: "Asia/Seoul", year: "numeric", month: "long", day: "numeric" } as const;
  return new Intl.DateTimeFormat(locale, form).format(new Date(seconds * 1000));
}

const from = (language: Language) =>
  ({ ko: `${day(SWITCH, "ko")}부터 쓸 수 있습니다`, en: `Good from ${day(SWITCH, "en")}` })[language];
const until = (language: Language) =>
  ({ ko: `${day(SWITCH - 1, "ko")} 24:00까지 쓸 수 있습니다`, en: `until the end of ${day(SWITCH - 1, "en")}` })[
    language
  ];

/** A phone with passes and the rules that the mirror publishes. */
async function phoneWith(rules: string | undefined, language: Language, viewport = SIZES[1]): Promise<Page> {
  await mirror.publish(rules);
  const page = await openPhone(here.browser, language, viewport === undefined ? {} : { viewport });
  await page.clock.install({ time: Date.now() });
  await page.goto(mirror.wallet);
  await signIn(page, language);
  await codeOn(page);
  return page;
}

const placeOn = (page: Page, id: string) => page.locator(`[data-policy=${id}]`);

async function isAsItShouldBe(page: Page): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
  expect(await violations(page)).toEqual([]);
  expect(troubles.get(page)).toEqual([]);
}

/** Opens the page by its link. */
async function openOutlook(page: Page, language: Language): Promise<void> {
  await page.locator(".acts").getByRole("link", { name: TITLE[language] }).click();
  await page.locator(".read h2").waitFor();
}

describe.each(["ko", "en"] as const)("in %s", (language) => {
  test.each(SIZES)("each place is shown before and after the rules change, offline ($width)", async (viewport) => {
    const page = await phoneWith(changingRules(++version), language, viewport);
    const reminder = page.locator(".reminder");
    await reminder.getByText(until(language)).waitFor();
    expect(await reminder.locator("li").allTextContents()).toEqual([
      { ko: "식당·카페", en: "Restaurants and cafes" }[language],
    ]);
    await picture(page, `outlook-home-${viewport.width}.${language}`);
    await reminder.scrollIntoViewIfNeeded();
    await picture(page, `outlook-reminder-${viewport.width}.${language}`);
    await isAsItShouldBe(page);
    await installed(page);
    await page.context().setOffline(true);

    await openOutlook(page, language);
    await placeOn(page, "restaurant").getByText(until(language)).waitFor();
    await placeOn(page, "restaurant").getByText(TOO_OLD[language]).waitFor();
    await placeOn(page, "gym").getByText({ ko: "60일 이상", en: "at least the next 60 days" }[language]).waitFor();
    await placeOn(page, "cinema").getByText(from(language)).waitFor();
    await placeOn(page, "store").getByText(from(language)).waitFor();
    await placeOn(page, "clinic").getByText({ ko: "알 수 없습니다", en: "cannot tell" }[language]).waitFor();
    await picture(page, `outlook-before-${viewport.width}.${language}`);
    await page.locator(".read button").scrollIntoViewIfNeeded();
    await picture(page, `outlook-before-end-${viewport.width}.${language}`);
    await isAsItShouldBe(page);

    const now = await page.evaluate(() => Date.now() / 1000);
    await page.clock.fastForward((SWITCH - now + 2) * 1000);
    const no = { ko: "지금은 쓸 수 없습니다", en: "Not good at present" }[language];
    await placeOn(page, "restaurant").getByText(no).waitFor();
    await placeOn(page, "restaurant").getByText(TOO_OLD[language]).waitFor();
    for (const id of ["gym", "cinema", "store"])
      await placeOn(page, id).getByText({ ko: "지금 쓸 수 있고", en: "Good now" }[language]).waitFor();
    await picture(page, `outlook-after-${viewport.width}.${language}`);
    await isAsItShouldBe(page);
    await page.getByRole("button", { name: BACK[language] }).click();
    await codeOn(page);
    await page.locator(".acts").getByRole("link", { name: TITLE[language] }).waitFor();
    expect(await reminder.count()).toBe(0);
    await page.context().close();
  });

  test("hostile texts of the rules are nothing but text", async () => {
    const page = await phoneWith(hostileRules(++version), language, SIZES[0]);
    const title = await page.title();
    await page.locator(".reminder").waitFor();
    await isAsItShouldBe(page);
    await picture(page, `outlook-hostile-home.${language}`);
    await openOutlook(page, language);
    const text = placeOn(page, "b").locator("bdi").last();
    await text.waitFor();
    expect((await text.textContent())?.trim()).toBe(HOSTILE[language]);
    expect(await page.locator("article :is(img, script)").count()).toBe(0);
    expect(await page.title()).toBe(title);
    await picture(page, `outlook-hostile.${language}`);
    await isAsItShouldBe(page);
    await page.context().close();
  });

  test("a wrong clock, and data without rules, are no answer", async () => {
    const page = await phoneWith(changingRules(++version), language, SIZES[0]);
    await openOutlook(page, language);
    await placeOn(page, "gym").waitFor();
    await page.context().setOffline(true);
    await page.clock.setSystemTime(Date.now() - 2 * 86_400_000);
    await page.getByText({ ko: "날짜나 시각이 맞지 않을 수", en: "date or time may be wrong" }[language]).waitFor();
    expect(await placeOn(page, "gym").count()).toBe(0);
    await picture(page, `outlook-clock.${language}`);
    await isAsItShouldBe(page);
    await page.context().close();

    const other = await phoneWith(undefined, language, SIZES[0]);
    await other.evaluate(() => {
      location.hash = "#/outlook";
    });
    await other.getByText({ ko: "장소별 규칙이 없습니다", en: "no rules for places" }[language]).waitFor();
    await picture(other, `outlook-no-rules.${language}`);
    await other.getByRole("button", { name: BACK[language] }).click();
    await codeOn(other);
    await other.locator(".acts a").first().waitFor();
    expect(await other.getByRole("link", { name: TITLE[language] }).count()).toBe(0);
    await other.context().close();
  });
});

test("a reminder that was dismissed does not come back", async () => {
  const page = await phoneWith(changingRules(++version), "en");
  const reminder = page.locator(".reminder");
  await reminder.getByRole("button", { name: DISMISS.en }).click();
  await reminder.waitFor({ state: "detached" });
  await page.reload();
  await codeOn(page);
  await page.locator(".acts").getByRole("link", { name: TITLE.en }).waitFor();
  expect(await reminder.count()).toBe(0);
  await page.context().close();
});

test.each(["ko", "en"] as const)(
  "a paper pass has its own answers, beside those of a person (%s)",
  async (language) => {
    const page = await phoneWith(changingRules(++version), language, SIZES[0]);
    await page.goto(`${mirror.wallet}#/paper`);
    await page.locator("summary").click();
    await page.locator("textarea").fill(here.service.paper("SYN-000002"));
    await page.locator("details button").click();
    await page.locator(".read button.first").click();
    await page.locator(".paper").waitFor();
    await page.locator(".reminder").getByText(until(language)).waitFor();
    await openOutlook(page, language);
    await placeOn(page, "gym")
      .getByText({ ko: "종이 패스의 유효 기간이", en: "paper pass ends then" }[language])
      .waitFor();
    await picture(page, `outlook-paper.${language}`);
    await isAsItShouldBe(page);
    // The other chip is the person whose pass is a phone's.
    await page.locator(".people button").first().click();
    await placeOn(page, "gym").getByText({ ko: "60일 이상", en: "at least the next 60 days" }[language]).waitFor();
    await page.context().close();
  },
);
