import type { BrowserContextOptions, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { violations } from "../shell/axe";
import { codeOn, installed, type Language, openPhone, picture, signIn, troubles } from "./phone";
import { withService } from "./with-service";

const here = withService();

async function home(language: Language, options: BrowserContextOptions): Promise<Page> {
  const page = await openPhone(here.browser, language, options);
  await page.goto(here.service.wallet);
  await signIn(page, language);
  await codeOn(page);
  await page.locator(".facts li").first().waitFor();
  return page;
}

/** Nothing is cut off at the side. */
const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

const SCREENS: [string, BrowserContextOptions][] = [
  ["small", { viewport: { width: 320, height: 568 } }],
  ["360x640", { viewport: { width: 360, height: 640 } }],
  ["412x915", { viewport: { width: 412, height: 915 } }],
  // A page of 390 pixels at 200 %.
  ["zoomed", { viewport: { width: 195, height: 422 }, deviceScaleFactor: 4 }],
  ["landscape", { viewport: { width: 844, height: 390 } }],
  ["tablet", { viewport: { width: 820, height: 1180 }, deviceScaleFactor: 1 }],
  ["dark", { colorScheme: "dark" }],
  ["still", { reducedMotion: "reduce" }],
  ["contrast", { forcedColors: "active" }],
];

describe.each(["ko", "en"] as const)("in %s", (language) => {
  test.each(SCREENS)("the code is whole and black on white: %s", async (name, options) => {
    const page = await home(language, options);
    const code = await page.getByTestId("code").evaluate((box) => {
      const { left, right, width, height } = box.getBoundingClientRect();
      const path = box.querySelector("path");
      return {
        left,
        right,
        width,
        height,
        paper: getComputedStyle(box).backgroundColor,
        ink: path && getComputedStyle(path).fill,
        inside: innerWidth,
      };
    });
    expect(code.left).toBeGreaterThanOrEqual(0);
    expect(code.right).toBeLessThanOrEqual(code.inside);
    expect(Math.abs(code.width - code.height)).toBeLessThan(1);
    expect([code.paper, code.ink]).toEqual(["rgb(255, 255, 255)", "rgb(0, 0, 0)"]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await picture(page, `screen-${name}.${language}`);
    expect(await violations(page)).toEqual([]);
    expect(troubles.get(page)).toEqual([]);
    await page.context().close();
  });
});

test("everything can be reached with a keyboard, and a screen reader starts the sign-in at its heading", async () => {
  const page = await openPhone(here.browser, "en");
  await page.goto(here.service.wallet);
  await page.getByRole("button", { name: "Get started" }).focus();
  await page.keyboard.press("Enter");
  await page.locator(".citizens button").first().waitFor();
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Demo sign-in");
  await page.locator(".citizens button").first().focus();
  await page.keyboard.press("Enter");
  await codeOn(page);
  await page.getByRole("img", { name: /QR code of .+\. It changes every 15 seconds\./ }).waitFor();
  await page.getByRole("button", { name: "Delete from this phone" }).focus();
  await page.keyboard.press("Enter");
  await page.locator("dialog[open]").waitFor();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.locator("dialog[open]").waitFor({ state: "detached" });
  await codeOn(page);
  await page.getByRole("button", { name: "한국어" }).click();
  await page.getByRole("button", { name: "English" }).waitFor();
  await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe("ko");
  await page.context().close();
});

test("the browser finds the wallet installable, and its page loads nothing from elsewhere", async () => {
  const page = await openPhone(here.browser, "en");
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).origin));
  await page.goto(here.service.wallet);
  await installed(page);
  const session = await page.context().newCDPSession(page);
  expect((await session.send("Page.getAppManifest")).errors).toEqual([]);
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  expect(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito")).toEqual([]);
  expect([...new Set(asked)]).toEqual([here.service.origin]);
  await page.context().close();
});

test("if the browser keeps data the wallet promises until when, otherwise it does not", async () => {
  for (const granted of [true, false]) {
    const page = await openPhone(here.browser, "en");
    await page.addInitScript((answer) => {
      Object.assign(navigator.storage, { persist: async () => answer, persisted: async () => answer });
    }, granted);
    await page.goto(here.service.wallet);
    await signIn(page, "en");
    await codeOn(page);
    await page.getByText(granted ? /Works offline until \d+ \w+/ : /This browser may delete saved data/).waitFor();
    // Title, language and the promise: two lines, none of them alone.
    if (granted)
      expect(await page.locator(".bar").evaluate((bar) => bar.getBoundingClientRect().height)).toBeLessThan(110);
    if (granted) await picture(page, "promised.en");
    await page.context().close();
  }
});
