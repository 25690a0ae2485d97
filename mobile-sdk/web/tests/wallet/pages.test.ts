import { expect, test } from "vitest";
import { violations } from "../shell/axe";
import { codeOn, openPhone, picture, signIn, troubles } from "./phone";
import { withService } from "./with-service";

const here = withService();

const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1";
const SIZES = [
  { width: 360, height: 640 },
  { width: 412, height: 915 },
];

test.each(["ko", "en"] as const)(
  "help, privacy and installing are a tap away, with the issuer's contact (%s)",
  async (language) => {
    for (const viewport of SIZES) {
      const page = await openPhone(here.browser, language, { viewport });
      await page.goto(here.service.wallet);
      await page.locator(".links a").first().waitFor();
      await picture(page, `welcome-${viewport.width}.${language}`);
      for (const name of ["help", "privacy", "install"]) {
        await page.locator(`.links a[href="#/${name}"]`).click();
        await page.locator(".read h2").waitFor();
        if (name !== "install") expect(await page.locator('a[href="tel:1339"]').count()).toBe(1);
        expect(
          await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
        ).toBeLessThanOrEqual(0);
        await picture(page, `${name}-${viewport.width}.${language}`);
        expect(await violations(page)).toEqual([]);
        await page.getByRole("button", { name: { ko: "뒤로", en: "Back" }[language] }).click();
      }
      await signIn(page, language);
      await codeOn(page);
      await page.locator(".facts li").first().waitFor();
      await picture(page, `home-${viewport.width}.${language}`);
      await page.locator('.links a[href="#/help"]').click();
      await page.locator(".read h2").waitFor();
      await page.goBack();
      await codeOn(page);
      expect(troubles.get(page)).toEqual([]);
      await page.context().close();
    }
  },
);

test.each(["ko", "en"] as const)(
  "where the browser has a button to install, the wallet has one, too (%s)",
  async (language) => {
    const page = await openPhone(here.browser, language);
    await page.goto(here.service.wallet);
    await page.locator('.links a[href="#/install"]').click();
    await page.locator(".steps li").first().waitFor();
    await page.evaluate(() => {
      const offer = Object.assign(new Event("beforeinstallprompt", { cancelable: true }), {
        prompt: async () => void Object.assign(globalThis, { asked: true }),
        userChoice: Promise.resolve({ outcome: "accepted" }),
      });
      window.dispatchEvent(offer);
      Object.assign(globalThis, { shownByBrowser: !offer.defaultPrevented });
    });
    await page.locator(".read button.first").click();
    await page
      .getByText({ ko: "홈 화면에 추가되어 있습니다", en: "The wallet is on the home screen" }[language])
      .waitFor();
    expect(
      await page.evaluate(() => [Reflect.get(globalThis, "asked"), Reflect.get(globalThis, "shownByBrowser")]),
    ).toEqual([true, false]);
    await page.context().close();
  },
);

test.each(["ko", "en"] as const)(
  "on an iPhone the steps are shown with the signs that are on its buttons (%s)",
  async (language) => {
    const page = await openPhone(here.browser, language, { userAgent: IPHONE, viewport: { width: 360, height: 640 } });
    await page.goto(`${here.service.wallet}#/install`);
    await page.locator(".steps li").nth(2).waitFor();
    expect(await page.locator(".steps li svg").count()).toBe(3);
    await picture(page, `install-ios.${language}`);
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  },
);

test.each(["ko", "en"] as const)("a live code is not printed: a text replaces it (%s)", async (language) => {
  const page = await openPhone(here.browser, language);
  await page.goto(here.service.wallet);
  await signIn(page, language);
  await codeOn(page);
  await page.emulateMedia({ media: "print" });
  expect(await page.getByTestId("code").isVisible()).toBe(false);
  expect(
    await page.getByText({ ko: "인쇄해서 사용할 수 없습니다", en: "cannot be used on paper" }[language]).isVisible(),
  ).toBe(true);
  await picture(page, `print-live.${language}`);
  await page.goto(`${here.service.wallet}#/paper`);
  await page.emulateMedia({ media: "screen" });
  await page.locator("summary").click();
  await page.locator("textarea").fill(here.service.paper("SYN-000002"));
  await page.locator("details button").click();
  await page.locator(".read button.first").click();
  await page.getByTestId("code").waitFor();
  await page.emulateMedia({ media: "print" });
  expect(await page.getByTestId("code").isVisible()).toBe(true);
  await picture(page, `print-paper.${language}`);
  await page.context().close();
});
