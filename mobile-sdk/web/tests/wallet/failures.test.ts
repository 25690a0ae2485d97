import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { codeOn, openPhone, picture, SAID, signIn, untilRenewal, violations } from "./phone";
import { withService } from "./with-service";

const here = withService();

/** Answers requests for passes with a problem, while it is `on`, and counts them. */
async function failing(page: Page, status: number, code: string, headers: Record<string, string> = {}) {
  const state = { on: true, asked: 0 };
  await page.route("**/v1/passes", async (route) => {
    state.asked += 1;
    if (!state.on) return route.continue();
    return route.fulfill({ status, headers, contentType: "application/problem+json", body: JSON.stringify({ code }) });
  });
  return state;
}

const TECHNICAL = { ko: "접종이나 자격의 문제가 아닙니다", en: "This says nothing about you or your records" } as const;

describe.each(["ko", "en"] as const)("in %s", (language) => {
  test.each([
    [503, "store_unavailable"],
    [500, "internal_error"],
    [401, "assertion_invalid"],
    [503, "no_signing_key"],
  ])("a technical failure (%s %s) says nothing about its owner", async (status, code) => {
    const page = await openPhone(here.browser, language, { serviceWorkers: "block" });
    await failing(page, status, code);
    await page.goto(here.service.wallet);
    await signIn(page, language);
    await page.getByText(TECHNICAL[language]).waitFor();
    expect(await page.locator("body").textContent()).not.toMatch(/not eligible|not entitled|invalid|미접종|부적격|대상이 아/i);
    await picture(page, `failure-${code}.${language}`);
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  test.each([
    [404, "unknown_subject", { ko: "발급 기관에 아직 기록이 없습니다", en: "The issuer has no record of you yet" }],
    [409, "no_evidence", { ko: "아직 접종이나 검사가 없습니다", en: "no vaccination or test yet" }],
    [401, "sign_in_too_old", { ko: "로그인한 지 오래되었습니다", en: "You signed in long ago" }],
  ])("what the issuer knows (%s %s) is said as what it is", async (status, code, words) => {
    const page = await openPhone(here.browser, language, { serviceWorkers: "block" });
    await failing(page, status, code);
    await page.goto(here.service.wallet);
    await signIn(page, language);
    await page.getByText(words[language]).waitFor();
    expect(await page.getByText(TECHNICAL[language]).count()).toBe(0);
    await picture(page, `trouble-${code}.${language}`);
    await page.context().close();
  });
});

test("a service that asks for time gets it, and then the passes come", async () => {
  const page = await openPhone(here.browser, "en", { serviceWorkers: "block" });
  await page.clock.install({ time: Date.now() });
  const state = await failing(page, 503, "store_unavailable", { "Retry-After": "120" });
  await page.goto(here.service.wallet);
  await signIn(page, "en");
  await page.getByText(TECHNICAL.en).waitFor();
  expect(state.asked).toBe(1);
  await page.clock.runFor(119_000);
  expect(state.asked).toBe(1);
  state.on = false;
  // The pause that was asked for, and up to half of it for this phone alone. The time stops while the service is asked: an answer
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
  const state = await failing(page, 503, "took_too_long", { "Retry-After": "600" });
  await page.goto(here.service.wallet);
  await signIn(page, "ko");
  await page.getByText(TECHNICAL.ko).waitFor();
  state.on = false;
  await page.getByRole("button", { name: SAID.ko.retry }).click();
  expect(here.service.verdict(await codeOn(page), Date.now() / 1000)).toBe("admit");
  await page.context().close();
});

test("a revocation arrives with what doors read, and the wallet says who can tell why", async () => {
  const page = await openPhone(here.browser, "en");
  await page.clock.install({ time: Date.now() });
  await page.goto(here.service.wallet);
  await signIn(page, "en", 3);
  await codeOn(page);
  await here.service.publishes(() => here.service.haetae("revoke", "--subject", "SYN-000004", "--reason", "test"));
  await page.reload();
  await codeOn(page);
  await untilRenewal(page);
  await page.getByText("The issuer took this pass back").waitFor();
  await picture(page, "revoked.en");
  await page.context().close();
});
