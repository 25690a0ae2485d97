import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { violations } from "../shell/axe";
import { codeOn, installed, type Language, openPhone, openTab, picture, signIn, startPhone, troubles } from "./phone";
import { Room, requestsOf, ticketOn } from "./room";
import { withService } from "./with-service";

const here = withService({ HAETAE__QUEUE__POLL: "5" }, true);
let room: Room;
beforeAll(() => {
  room = new Room(here.service);
});

const KEPT = {
  ko: "이 화면을 닫아도 순서는 그대로 남습니다",
  en: "You may close this page. Your place is kept",
} as const;

/** The place on the screen of somebody who waits. */
async function placeOn(page: Page, language: Language): Promise<number> {
  await page.getByText(KEPT[language]).waitFor();
  const large = page.locator(".queue .place");
  // Who has just come is counted first.
  await expect.poll(() => large.textContent(), { timeout: 30_000 }).toMatch(/\d/);
  return Number((await large.textContent())?.replace(/[^\d]/g, ""));
}

/** Pictures in both themes, on its side, and of letters twice as large: nothing is cut off at the side. */
async function pictures(page: Page, name: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await picture(page, `${name}-${colorScheme}`);
  }
  const size = page.viewportSize() ?? { width: 390, height: 844 };
  const sizes = {
    side: { width: size.height, height: size.width },
    zoomed: { width: size.width / 2, height: size.height / 2 },
  };
  for (const [kind, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    await picture(page, `${name}-${kind}`);
    const overflow = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
    expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize(size);
}

test("a place is kept through reload, restart, a second tab and a time offline, and then the passes come", async () => {
  room.change("open");
  room.change("rate", "1");
  await room.until("open");
  await room.crowd(400);
  const folder = mkdtempSync(join(tmpdir(), "haetae-phone-"));
  let phone = await startPhone(folder, "ko");
  let page = await openTab(phone);
  const joined = [requestsOf(page, "/v1/queue")];
  const asked = [requestsOf(page, "/v1/passes")];
  await page.goto(here.service.wallet);
  await signIn(page, "ko");
  const first = await placeOn(page, "ko");
  expect(first).toBeGreaterThan(300);
  expect(first).toBeLessThanOrEqual(402);
  await page.getByText(/^앞에 \d+명 · (\d+~\d+분|\d+분 안에)$/).waitFor();
  await page.getByText(/\d\d:\d\d \(UTC\+09:00\)/).waitFor();
  await expect.poll(() => page.title(), { timeout: 30_000 }).toMatch(/^\d+번째 · 해태 지갑$/);
  expect(await violations(page)).toEqual([]);
  await pictures(page, "queue-waiting.ko");
  const ticket = await ticketOn(page);
  expect(ticket).toHaveLength(100);

  await page.reload();
  expect(await placeOn(page, "ko")).toBeLessThanOrEqual(first);
  await installed(page);
  await phone.close();
  phone = await startPhone(folder, "ko");
  page = await openTab(phone);
  joined.push(requestsOf(page, "/v1/queue"));
  asked.push(requestsOf(page, "/v1/passes"));
  await page.goto(here.service.wallet);
  await placeOn(page, "ko");
  const second = await openTab(phone);
  await second.goto(here.service.wallet);
  await placeOn(second, "ko");
  expect([await ticketOn(page), await ticketOn(second)]).toEqual([ticket, ticket]);

  await phone.setOffline(true);
  await page.reload();
  await placeOn(page, "ko");
  await page.getByText("순서는 그대로 남아 있으며, 연결되면 다시 확인합니다").waitFor();
  await picture(page, "queue-offline.ko");
  await phone.setOffline(false);
  room.change("rate", "1000000");
  const [code = ""] = await Promise.all([page, second].map(codeOn));
  expect(here.service.verdict(code, here.service.contentOf(code).made)).toBe("admit");
  const all = (counts: { count: number }[]) => counts.reduce((sum, { count }) => sum + count, 0);
  expect([all(joined), all(asked)]).toEqual([1, 2]);
  expect([page, second].map((tab) => troubles.get(tab))).toEqual([[], []]);
  await phone.close();
  rmSync(folder, { recursive: true });
  room.change("drain");
  await room.until("drained");
});

test("it says what counts before the opening and in a pause, and notifies of the turn in the background", async () => {
  room.change("schedule", "--opens", new Date(Date.now() + 900_000).toISOString());
  await room.until("pre_queue");
  await room.crowd(200);
  const page = await openPhone(here.browser, "en", { permissions: ["notifications"] });
  await page.goto(here.service.wallet);
  await signIn(page, "en");
  await page.getByText("a draw decides the order").waitFor();
  await page.getByText(/^20\d people have come so far$/).waitFor();
  await page.getByText(/^Opens at · \d+ \w+ \(UTC\+09:00\)$/).waitFor();
  expect(await page.locator(".queue .place").textContent()).toMatch(/^\d\d:\d\d$/);
  await pictures(page, "queue-before.en");
  expect(await violations(page)).toEqual([]);

  room.change("rate", "1");
  room.change("open");
  room.change("pause");
  await page.getByText("The waiting room is paused").waitFor();
  await placeOn(page, "en");
  await pictures(page, "queue-paused.en");

  await page.evaluate(() =>
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true }),
  );
  room.change("rate", "1000");
  room.change("open");
  const notified = () =>
    page.evaluate(async () => {
      const worker = await navigator.serviceWorker.ready;
      return (await worker.getNotifications()).map(({ title, body }) => [title, body]);
    });
  await expect.poll(notified, { timeout: 30_000 }).toEqual([["It is your turn", "The wallet is getting your passes."]]);
  await page.evaluate(() =>
    Object.defineProperty(document, "visibilityState", { value: "visible", configurable: true }),
  );
  await codeOn(page);
  await expect.poll(() => page.title()).toBe("Haetae wallet");
  expect(troubles.get(page)).toEqual([]);
  await page.context().close();
  room.change("drain");
  await room.until("drained");
});
