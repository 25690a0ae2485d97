import { afterAll, beforeAll, expect, test } from "vitest";
import { violations } from "../shell/axe";
import { type Interception, Interceptor } from "./interceptor";
import { codeOn, installed, openPhone, picture, SAID, signIn, troubles } from "./phone";
import { withService } from "./with-service";

const here = withService();
let interceptor: Interceptor;

beforeAll(async () => {
  interceptor = await Interceptor.open(here.service.origin);
});
afterAll(() => interceptor.close());

const STRANGERS: Interception[] = ["html", "json", "redirect", "sign-in-511", "broken"];

test.each(STRANGERS)(
  "the wallet opens with the passes that it has, whatever answers (%s), and offline afterwards",
  async (interception) => {
    interceptor.interception = "nothing";
    const page = await openPhone(here.browser, "ko");
    await page.goto(interceptor.wallet);
    await signIn(page, "ko");
    await codeOn(page);
    await installed(page);
    interceptor.interception = interception;
    for (const offline of [false, true, false]) {
      await page.context().setOffline(offline);
      await page.reload();
      const code = await codeOn(page);
      expect(here.service.verdict(code, here.service.contentOf(code).made)).toBe("admit");
      // What the pass attests is there, too, and the words of a wallet that is open.
      await page.locator(".facts li").first().waitFor();
      await page.getByRole("button", { name: SAID.ko.remove }).waitFor();
    }
    interceptor.interception = "nothing";
    await page.reload();
    await page.getByRole("button", { name: SAID.ko.add }).waitFor();
    await page.context().close();
  },
);

test("without the operator's file it still shows its passes, and the passes of a phone are not fetched in another zone", async () => {
  interceptor.interception = "nothing";
  const page = await openPhone(here.browser, "en", { timezoneId: "America/Los_Angeles" });
  await page.goto(interceptor.wallet);
  await signIn(page, "en");
  await codeOn(page);
  await installed(page);
  // Everything that was kept of the operator is gone; the passes are not.
  await page.evaluate(async () => {
    localStorage.removeItem("haetae-wallet-deployment");
    for (const name of await caches.keys()) if (name.includes("deployment")) await caches.delete(name);
  });
  interceptor.interception = "html";
  interceptor.asked.length = 0;
  await page.reload();
  await codeOn(page);
  await page.context().setOffline(true);
  await page.reload();
  await codeOn(page);
  expect(interceptor.asked.filter((path) => path.startsWith("/v1/passes"))).toEqual([]);
  await page.context().close();
});

test.each(["ko", "en"] as const)(
  "a network that wants a sign-in is named, and the sign-in page goes on by itself when it lets through (%s)",
  async (language) => {
    interceptor.interception = "nothing";
    const page = await openPhone(here.browser, language);
    await page.goto(interceptor.wallet);
    await page.getByRole("button", { name: SAID[language].begin }).waitFor();
    interceptor.interception = "html";
    await page.getByRole("button", { name: SAID[language].begin }).click();
    await page
      .getByText(
        {
          ko: "서비스에 연결되지 않습니다. Wi-Fi 로그인 화면을 열어",
          en: "You are connected to a network, but not to the service",
        }[language],
      )
      .waitFor();
    await picture(page, `portal-sign-in.${language}`);
    expect(await violations(page)).toEqual([]);
    interceptor.interception = "nothing";
    await page.locator(".citizens button").first().click();
    await codeOn(page);
    expect(troubles.get(page)).toEqual([]);
    await page.context().close();
  },
);

test.each(["ko", "en"] as const)(
  "offline is shown as offline, and the list comes with the network (%s)",
  async (language) => {
    interceptor.interception = "nothing";
    const page = await openPhone(here.browser, language);
    await page.goto(interceptor.wallet);
    await page.getByRole("button", { name: SAID[language].begin }).waitFor();
    await page.context().setOffline(true);
    await page.getByRole("button", { name: SAID[language].begin }).click();
    await page.getByText({ ko: "인터넷에 연결되어 있지 않습니다", en: "You are offline" }[language]).waitFor();
    await page
      .getByText(
        { ko: "인터넷에 연결되면 자동으로 다시 시도합니다", en: "Tries again automatically when you are online" }[
          language
        ],
      )
      .waitFor();
    expect(await page.locator("main").textContent()).not.toMatch(/일시적인 문제|temporary problem/);
    await picture(page, `offline-sign-in.${language}`);
    await page.context().setOffline(false);
    await page.locator(".citizens button").first().waitFor();
    expect(
      await page.getByText({ ko: "인터넷에 연결되어 있지 않습니다", en: "You are offline" }[language]).count(),
    ).toBe(0);
    await page.context().close();
  },
);

test("an installed wallet without passes says why it cannot begin, and goes on when the network lets it", async () => {
  interceptor.interception = "nothing";
  const page = await openPhone(here.browser, "ko");
  await page.goto(interceptor.wallet);
  await installed(page);
  await page.evaluate(async () => {
    localStorage.removeItem("haetae-wallet-deployment");
    for (const name of await caches.keys()) if (name.includes("deployment")) await caches.delete(name);
  });
  await page.context().setOffline(true);
  await page.reload();
  await page.getByText("인터넷에 연결되어 있지 않습니다").waitFor();
  await picture(page, "offline-welcome.ko");
  await page.context().setOffline(false);
  await page.getByRole("button", { name: SAID.ko.begin }).waitFor();
  await page.context().close();
});
