import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { dismiss, openTablet, scanByHand, verdictOf } from "../scanner/tablet";
import { violations } from "../shell/axe";
import { codeOn, type Language, openBrowser, openPhone, picture, signIn, troubles, untilRenewal } from "./phone";
import { Service } from "./service";

let browser: Browser;
/** There is one spare for each window: another service for each withdrawal. */
let service: Service;

beforeAll(async () => {
  browser = await openBrowser();
});
beforeEach(async () => {
  service = await Service.start();
});
afterEach(() => service.end());
afterAll(() => browser.close());

/** What a tablet says of a code. */
async function verdictOn(tablet: Page, code: string): Promise<string> {
  await scanByHand(tablet, code);
  const verdict = await verdictOf(tablet);
  await dismiss(tablet);
  return verdict;
}

async function update(tablet: Page): Promise<void> {
  await tablet.locator(".bar .data").click();
  await tablet.getByRole("button", { name: "Update now" }).click();
  await tablet.locator(".dialog .answer", { hasText: "Up to date" }).waitFor();
  await tablet.keyboard.press("Escape");
  await tablet.locator(".dialog").waitFor({ state: "detached" });
}

/** The code on the screen, once its pass is signed by another key than this one. */
async function codeOfAnother(page: Page, kid: string): Promise<string> {
  let code = "";
  await expect
    .poll(
      async () => {
        code = await codeOn(page);
        return service.contentOf(code).issuer;
      },
      { timeout: 60_000 },
    )
    .not.toBe(kid);
  return code;
}

const REPLACED = { ko: "접종·검사 기록이 바뀐 것은 아닙니다", en: "Your records have not changed" } as const;
const GET_NOW = { ko: "지금 받기", en: "Get it now" } as const;

test.each(["ko", "en"] as const)(
  "passes of a stolen key are replaced by those of its spare, and scanners refuse the old ones (%s)",
  async (language: Language) => {
    const phone = await openPhone(browser, language);
    await phone.clock.install({ time: Date.now() });
    await phone.goto(service.wallet);
    await signIn(phone, language);
    const old = await codeOn(phone);
    const { issuer: stolen } = service.contentOf(old);
    const tablet = await openTablet(browser, `${service.origin}/scanner/`, { language: "en", allowCamera: false });
    await tablet.locator(".bar .data.fresh").waitFor();
    expect(await verdictOn(tablet, old)).toMatch(/^admit/);

    await service.publishes(() => service.compromise(stolen));
    await phone.reload();
    await phone.getByText(REPLACED[language]).waitFor();
    await picture(phone, `replaced.${language}`);
    expect(await violations(phone)).toEqual([]);
    expect(service.contentOf(await codeOn(phone)).issuer).toBe(stolen);
    if (language === "ko") await untilRenewal(phone);
    // The owner can renew at once.
    else await phone.getByRole("button", { name: GET_NOW[language] }).click();
    const fresh = await codeOfAnother(phone, stolen);
    await phone.getByText(REPLACED[language]).waitFor({ state: "detached" });
    expect(troubles.get(phone)).toEqual([]);

    await update(tablet);
    expect(await verdictOn(tablet, fresh)).toMatch(/^admit/);
    expect(await verdictOn(tablet, old)).toBe("key_withdrawn");
    await Promise.all([phone.context().close(), tablet.context().close()]);
  },
);
