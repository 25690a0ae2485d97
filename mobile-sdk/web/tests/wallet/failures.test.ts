import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { violations } from "../shell/axe";
import { codeOn, openPhone, picture, SAID, signIn, untilRenewal } from "./phone";
import { withService } from "./with-service";

const here = withService();

/** Answers requests for passes with a problem, while it is `on`, and counts them. */
async function failing(
  page: Page,
  status: number,
  problem: { code: string; [member: string]: unknown },
  headers: Record<string, string> = {},
) {
  const state = { on: true, asked: 0 };
  await page.route("**/v1/passes", async (route) => {
    state.asked += 1;
    if (!state.on) return route.continue();
    return route.fulfill({ status, headers, contentType: "application/problem+json", body: JSON.stringify(problem) });
  });
  return state;
}

const TECHNICAL = {
  ko: "접종·검사 기록에 문제가 있는 것은 아닙니다",
  en: "There is nothing wrong with your records",
} as const;

describe.each(["ko", "en"] as const)("in %s", (language) => {
  test.each([
    [503, "store_unavailable"],
    [500, "internal_error"],
    [401, "assertion_invalid"],
    [503, "no_signing_key"],
    [503, "eligibility_unavailable"],
  ])("a technical failure (%s %s) says nothing about its owner", async (status, code) => {
    const page = await openPhone(here.browser, language, { serviceWorkers: "block" });
    await failing(page, status, { code });
    await page.goto(here.service.wallet);
    await signIn(page, language);
    await page.getByText(TECHNICAL[language]).waitFor();
    expect(await page.locator("body").textContent()).not.toMatch(
      /not eligible|not entitled|invalid|미접종|부적격|대상이 아/i,
    );
    await picture(page, `failure-${code}.${language}`);
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  test.each([
    [404, "unknown_subject", { ko: "발급 기관에 아직 기록이 없습니다", en: "The issuer has no record of you yet" }],
    [409, "no_evidence", { ko: "아직 접종이나 검사 기록이 없습니다", en: "no vaccination or test on record yet" }],
    [401, "sign_in_too_old", { ko: "로그인한 지 오래되어 새 패스를", en: "You signed in too long ago" }],
    [
      401,
      "fresh_sign_in_needed",
      { ko: "이미 여러 대의 휴대전화에서", en: "Passes for these days are already on several phones" },
    ],
  ])("a decision of the issuer (%s %s) is shown as such", async (status, code, words) => {
    const page = await openPhone(here.browser, language, { serviceWorkers: "block" });
    await failing(page, status, { code });
    await page.goto(here.service.wallet);
    await signIn(page, language);
    await page.getByText(words[language]).waitFor();
    expect(await page.getByText(TECHNICAL[language]).count()).toBe(0);
    await picture(page, `trouble-${code}.${language}`);
    await page.context().close();
  });

  test.each(["not_eligible", "not_yet_eligible"])("who is %s reads the rules' own words", async (code) => {
    const message = {
      ko: "1962년부터 1966년 사이에 태어난 분은 7월 26일 20시부터 받을 수 있습니다.",
      en: "People born from 1962 to 1966 can get passes from 20:00 on 26 July on. <b>Not bold</b>",
    };
    const from = code === "not_eligible" ? {} : { eligible_from: "2031-07-26T11:00:00Z" };
    const page = await openPhone(here.browser, language, { serviceWorkers: "block" });
    await failing(page, 403, { code, message, ...from });
    await page.goto(here.service.wallet);
    await signIn(page, language);
    await page.getByText(message[language]).waitFor();
    expect(await page.getByText("2031-07-26 20:00 (UTC+09:00)").count()).toBe(code === "not_eligible" ? 0 : 1);
    expect(await page.getByText(TECHNICAL[language]).count()).toBe(0);
    await picture(page, `trouble-${code}.${language}`);
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });
});

test("a service that asks for time gets it, and then the passes come", async () => {
  const page = await openPhone(here.browser, "en", { serviceWorkers: "block" });
  await page.clock.install({ time: Date.now() });
  const state = await failing(page, 503, { code: "store_unavailable" }, { "Retry-After": "120" });
  await page.goto(here.service.wallet);
  await signIn(page, "en");
  await page.getByText(TECHNICAL.en).waitFor();
  expect(state.asked).toBe(1);
  await page.clock.runFor(119_000);
  expect(state.asked).toBe(1);
  state.on = false;
  // The pause that was asked for, and up to half of it for this phone alone. The time stops while the service is asked:
  // an answer
  // that takes twenty seconds is not waited for.
  let asking = false;
  page.on("request", (request) => {
    asking ||= request.url().endsWith("/demo/assertion");
  });
  for (let seconds = 0; seconds < 80 && !asking; seconds += 1) await page.clock.runFor(1_000);
  await codeOn(page);
  expect(state.asked).toBe(2);
  await page.context().close();
});

test("who does not want to wait may try at once", async () => {
  const page = await openPhone(here.browser, "ko", { serviceWorkers: "block" });
  const state = await failing(page, 503, { code: "took_too_long" }, { "Retry-After": "600" });
  await page.goto(here.service.wallet);
  await signIn(page, "ko");
  await page.getByText(TECHNICAL.ko).waitFor();
  state.on = false;
  await page.getByRole("button", { name: SAID.ko.retry }).click();
  expect(here.service.verdict(await codeOn(page), Date.now() / 1000)).toBe("admit");
  await page.context().close();
});

const REVOKED = {
  ko: "발급 기관에서 이 패스를 취소했습니다. 사유는 질병관리청(1339)에 문의해 주세요.",
  en: "This pass has been revoked. Ask 질병관리청 (1339) for the reason.",
} as const;

test.each(["ko", "en"] as const)(
  "a revocation arrives with the trust data, names the issuer's contact, and is not requested all the time (%s)",
  async (language) => {
    const page = await openPhone(here.browser, language, { viewport: { width: 360, height: 640 } });
    await page.clock.install({ time: Date.now() });
    const [place, subject] = language === "ko" ? ([3, "SYN-000004"] as const) : ([4, "SYN-000005"] as const);
    let asked = 0;
    page.on("request", (request) => {
      asked += request.url().endsWith("/v1/passes") ? 1 : 0;
    });
    await page.goto(here.service.wallet);
    await signIn(page, language, place);
    await codeOn(page);
    await here.service.publishes(() => here.service.haetae("revoke", "--subject", subject, "--reason", "test"));
    await page.reload();
    await page.getByText(REVOKED[language]).waitFor();
    expect(await page.locator('a[href="tel:1339"]').count()).toBe(1);
    expect(await page.locator('a[href="https://pass.example/help"]').count()).toBe(1);
    await picture(page, `revoked.${language}`);
    expect(await violations(page)).toEqual([]);
    const before = asked;
    await untilRenewal(page);
    await expect.poll(() => asked).toBe(before + 1);
    await page.getByText(REVOKED[language]).waitFor();
    // Half an hour later there was no other request.
    for (let minute = 0; minute < 29; minute += 1) await page.clock.runFor(60_000);
    expect(asked).toBe(before + 1);
    await page.context().close();
  },
);

test.each([429, 503])(
  "a service that asks for time (%s) is shown as busy, with the time that it named",
  async (status) => {
    const page = await openPhone(here.browser, "ko", {
      serviceWorkers: "block",
      viewport: { width: 360, height: 640 },
    });
    await failing(page, status, { code: "too_many_requests" }, { "Retry-After": "1200" });
    await page.goto(here.service.wallet);
    await signIn(page, "ko");
    await page.getByText("지금은 이용자가 많아 잠시 기다려야 합니다").waitFor();
    await page.getByText(/(2\d|30)분 후 자동으로 다시 시도합니다/).waitFor();
    await picture(page, `busy-${status}.ko`);
    await page.context().close();
  },
);

test("a phone that goes offline while it fetches says so, and goes on by itself", async () => {
  const page = await openPhone(here.browser, "en", { serviceWorkers: "block", viewport: { width: 360, height: 640 } });
  await page.goto(here.service.wallet);
  await page.getByRole("button", { name: SAID.en.begin }).click();
  await page.locator(".citizens button").first().waitFor();
  await page.context().setOffline(true);
  await page.locator(".citizens button").first().click();
  await page.getByText("You are offline").waitFor();
  await page.getByText("Tries again automatically when you are online").waitFor();
  expect(await page.locator("main").textContent()).not.toMatch(/temporary problem|busy/);
  await picture(page, "offline-fetching.en");
  await page.context().setOffline(false);
  await codeOn(page);
  await page.context().close();
});
