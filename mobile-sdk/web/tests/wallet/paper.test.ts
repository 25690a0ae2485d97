import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { film } from "../scanner/video";
import { violations } from "../shell/axe";
import { codeOn, installed, type Language, openBrowser, openPhone, picture, signIn, troubles } from "./phone";
import { Service } from "./service";

const DAY = 86_400;
const SAID = {
  ko: {
    take: "종이 패스 등록",
    keep: "이 휴대전화에 저장",
    label: "표시할 이름",
    card: "본인의 신분증과 함께 보여 주세요.",
    kind: "종이 패스",
  },
  en: {
    take: "Add a paper pass",
    keep: "Save on this phone",
    label: "Name to show",
    card: "Show it with the holder's identity card.",
    kind: "Paper pass",
  },
} as const;

let service: Service;
let paper: string;
let other: string;
const folder = mkdtempSync(join(tmpdir(), "haetae-paper-"));

beforeAll(async () => {
  service = await Service.start();
  [paper, other] = [service.paper("SYN-000002"), service.paper("SYN-000003")];
});
afterAll(async () => {
  await service.end();
  rmSync(folder, { recursive: true });
});

/** Opens the page that takes in a paper pass, and gives it this text. */
async function paste(page: Page, language: Language, text: string): Promise<void> {
  await page.goto(`${service.wallet}#/paper`);
  await page.getByText({ ko: "텍스트 붙여 넣기", en: "Paste the text" }[language]).click();
  await page.locator("textarea").fill(text);
  await page.getByRole("button", { name: { ko: "확인", en: "Check" }[language] }).click();
}

test.each(["ko", "en"] as const)(
  "a relative's paper is filmed, kept, shown offline, and admitted by a scanner (%s)",
  async (language) => {
    const path = join(folder, `${language}.y4m`);
    film(path, [paper]);
    const browser = await openBrowser([
      "--use-fake-device-for-media-stream",
      `--use-file-for-fake-video-capture=${path}`,
    ]);
    const page = await openPhone(browser, language, { permissions: ["camera"], viewport: { width: 360, height: 640 } });
    const said = SAID[language];
    await page.goto(service.wallet);
    await signIn(page, language, 0);
    await codeOn(page);
    await installed(page);
    await page.getByRole("link", { name: said.take }).click();
    await page.getByLabel(said.label).waitFor();
    await picture(page, `paper-found.${language}`);
    expect(await violations(page)).toEqual([]);
    await page.getByLabel(said.label).fill(language === "ko" ? "할머니" : "Grandma");
    await page.getByRole("button", { name: said.keep }).click();
    await page.getByText(said.card).waitFor();
    expect(await codeOn(page)).toBe(paper);
    await picture(page, `paper.${language}`);
    expect(await violations(page)).toEqual([]);
    await page.context().setOffline(true);
    await page.reload();
    await page.getByText(said.card).waitFor();
    expect(await codeOn(page)).toBe(paper);
    expect(service.verdict(paper, Date.now() / 1000)).toBe("admit");
    const screenshot = join(folder, "screen.png");
    await page.screenshot({ path: screenshot });
    expect(service.verdict(screenshot, Date.now() / 1000)).toBe("admit");
    expect(await page.locator(".facts").textContent()).toMatch(/\d{4}-\d{2}-\d{2} \d{2}:\d{2} \(UTC\+09:00\)/);
    // One's own code is a tap away, and alive.
    await page.locator(".people button").first().click();
    expect(await codeOn(page)).toMatch(/^HP1:/);
    await page.locator(".people button").nth(1).click();
    await page
      .getByRole("button", { name: { ko: "이 휴대전화에서 삭제", en: "Delete from this phone" }[language] })
      .click();
    await page.getByRole("button", { name: { ko: "삭제", en: "Delete" }[language], exact: true }).click();
    await page.locator(".people").waitFor({ state: "detached" });
    expect(await codeOn(page)).toMatch(/^HP1:/);
    expect(troubles.get(page)).toEqual([]);
    await browser.close();
  },
);

test("papers come from a photo and from text, several at once, without one's own pass", async () => {
  const browser = await openBrowser();
  const page = await openPhone(browser, "ko");
  await paste(page, "ko", `\n ${paper.slice(0, 40)}\n${paper.slice(40)} `);
  await page.getByRole("button", { name: SAID.ko.keep }).click();
  await page.getByText(SAID.ko.card).waitFor();
  await picture(page, "paper-only.ko");
  // A photo of the other's sheet.
  const png = join(folder, "sheet.png");
  service.paper("SYN-000003", png);
  await page.getByRole("link", { name: SAID.ko.take }).click();
  await page.locator("input[type=file]").setInputFiles(png);
  await page.getByRole("button", { name: SAID.ko.keep }).click();
  await expect.poll(() => codeOn(page)).toBe(other);
  expect(await page.locator(".people button").count()).toBe(2);
  // The same paper again is the same.
  await paste(page, "ko", paper);
  await page.getByRole("button", { name: SAID.ko.keep }).click();
  await expect.poll(() => codeOn(page)).toBe(paper);
  expect(await page.locator(".people button").count()).toBe(2);
  await browser.close();
});

test.each(["ko", "en"] as const)(
  "what is no paper pass is named as what it is, and not kept (%s)",
  async (language) => {
    const browser = await openBrowser();
    const page = await openPhone(browser, language);
    await page.goto(service.wallet);
    await signIn(page, language, 0);
    const live = await codeOn(page);
    const forged = paper.slice(0, -12) + [...paper.slice(-12)].reverse().join("");
    const cases: [string, RegExp][] = [
      [live, language === "ko" ? /다른 휴대전화의 실시간 코드/ : /another phone's live code/],
      ["HQ1:000000000000", language === "ko" ? /매장 확인용 QR/ : /a venue's QR/],
      ["https://menu.example", language === "ko" ? /패스의 QR이 아닙니다/ : /not the QR of a vaccination or test pass/],
      [forged, language === "ko" ? /발급한 패스가 아니|패스의 QR이 아닙니다/ : /did not issue this pass|not the QR/],
    ];
    for (const [text, words] of cases) {
      await paste(page, language, text);
      await page.getByRole("alert").filter({ hasText: words }).waitFor();
      await page.goto(service.wallet);
    }
    const file = join(folder, "sheet.pdf");
    writeFileSync(file, "%PDF-1.7 not a picture");
    await page.goto(`${service.wallet}#/paper`);
    await page.locator("input[type=file]").setInputFiles(file);
    await page.getByText({ ko: "열 수 없는 파일입니다", en: "This file cannot be opened" }[language]).waitFor();
    await picture(page, `paper-no-picture.${language}`);
    expect(await violations(page)).toEqual([]);
    await browser.close();
  },
);

test.each(["ko", "en"] as const)(
  "an expired or revoked paper is shown as such, with the issuer's contact (%s)",
  async (language) => {
    const browser = await openBrowser();
    const page = await openPhone(browser, language, { viewport: { width: 412, height: 915 } });
    const subject = language === "ko" ? "SYN-000005" : "SYN-000006";
    const revoked = service.paper(subject);
    await page.clock.install({ time: Date.now() });
    await paste(page, language, revoked);
    await page.getByRole("button", { name: SAID[language].keep }).click();
    await page.getByText(SAID[language].card).waitFor();
    await service.publishes(() => service.haetae("revoke", "--subject", subject, "--reason", "test"));
    await page.reload();
    await page
      .getByText(
        { ko: "사유는 질병관리청(1339)에 문의해 주세요.", en: "Ask 질병관리청 (1339) for the reason." }[language],
      )
      .waitFor();
    await picture(page, `paper-revoked.${language}`);
    expect(await violations(page)).toEqual([]);
    await paste(page, language, paper);
    await page.getByRole("button", { name: SAID[language].keep }).click();
    await expect.poll(() => codeOn(page)).toBe(paper);
    await page.context().setOffline(true);
    await page.clock.fastForward(15 * DAY * 1000);
    await page.getByText({ ko: "유효 기간이 지났습니다", en: "This pass has expired" }[language]).waitFor();
    await picture(page, `paper-expired.${language}`);
    await browser.close();
  },
);
