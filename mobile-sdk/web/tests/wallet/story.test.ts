import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scanByHand, verdictOf } from "../scanner/tablet";
import { film } from "../scanner/video";
import { codeOn, installed, openBrowser, openPhone, picture, signIn, troubles } from "./phone";
import { Service } from "./service";

const DAY = 86_400;

let service: Service;
const folder = mkdtempSync(join(tmpdir(), "haetae-story-"));
const browsers: Browser[] = [];

beforeAll(async () => {
  // The trust data expires after three days, while the phone still has passes.
  service = await Service.start({ HAETAE__PUBLISHING__EXPIRES_AFTER: String(3 * DAY) });
});
afterAll(async () => {
  await Promise.all(browsers.map((browser) => browser.close()));
  await service.end();
  rmSync(folder, { recursive: true });
});

/** A venue's tablet whose camera films these codes, at a time (seconds since 1970). */
async function openScanner(name: string, codes: string[], now: number): Promise<Page> {
  const path = join(folder, `${name}.y4m`);
  // The code comes and goes, for longer than it is the same person: it is checked each time, until the trust data
  // has arrived.
  film(path, [...Array.from({ length: 12 }, () => null), ...codes, ...codes, ...codes]);
  const browser = await openBrowser([
    "--use-fake-device-for-media-stream",
    `--use-file-for-fake-video-capture=${path}`,
  ]);
  browsers.push(browser);
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: "ko-KR",
    permissions: ["camera"],
  });
  const page = await context.newPage();
  await page.clock.setFixedTime(now * 1000);
  await page.goto(`${service.origin}/scanner/`);
  return page;
}

const timeOn = (page: Page) => page.evaluate(() => Date.now() / 1000);

/** The same tablet, begun again at a later time without a network, reads a code with its hand-held scanner. */
async function scanAt(tablet: Page, code: string, now: number): Promise<void> {
  await tablet.clock.setFixedTime(now * 1000);
  await tablet.reload();
  await tablet.locator(".scan").waitFor();
  await scanByHand(tablet, code);
}

const verdict = (page: Page, code: string) =>
  page.locator(`.verdict[data-code=${code}]`).first().waitFor({ timeout: 60_000 });

test("her code is admitted, a photograph of it is not, both apps outlive the service, and a revocation arrives", async () => {
  const browser = await openBrowser();
  browsers.push(browser);
  const phone = await openPhone(browser, "ko");
  await phone.goto(service.wallet);
  await signIn(phone, "ko");
  const code = await codeOn(phone);
  const now = Date.now() / 1000;
  await installed(phone);

  // The tablet films her screen: the very code that is on it.
  const admitted = await openScanner("live", [code], now);
  await verdict(admitted, "admit");
  await picture(admitted, "story-admit");

  const photograph = await openScanner("photograph", [code], now + 90);
  await verdict(photograph, "holder_proof_stale");
  await picture(photograph, "story-photograph");

  // Then the service is gone, and the network; two days later both still work.
  await installed(admitted);
  await service.kill();
  await Promise.all([phone.context().setOffline(true), admitted.context().setOffline(true)]);
  await phone.clock.install({ time: (now + 2 * DAY) * 1000 });
  await phone.reload();
  const later = await codeOn(phone);
  await scanAt(admitted, later, await timeOn(phone));
  await verdict(admitted, "admit");
  // Old data, and said so; but there is a list of this day, too.
  expect(await verdictOf(admitted)).toBe("admit+trust_stale");
  await picture(admitted, "story-two-days-later");

  // What the tablet knows expires: it says so, and that it is no no.
  await phone.clock.fastForward(1.2 * DAY * 1000);
  await phone.waitForFunction(
    (old) => document.querySelector<HTMLElement>("[data-text]")?.dataset["text"] !== old,
    later,
  );
  await scanAt(admitted, await codeOn(phone), await timeOn(phone));
  await verdict(admitted, "trust_expired");
  expect(await admitted.locator(".verdict").first().getAttribute("class")).toContain("unclear");
  await picture(admitted, "story-trust-expired");
  expect(troubles.get(phone)).toEqual([]);
  await service.serve();

  // A scanner knows a revocation as soon as it has fetched the lists.
  service.haetae("revoke", "--subject", "SYN-000001");
  const manifest = async () =>
    (await phone.context().request.get(`${service.origin}/v1/trust/manifest`)).headers()["etag"];
  const before = await manifest();
  await expect.poll(manifest, { timeout: 30_000 }).not.toBe(before);
  const revoked = await openScanner("revoked", [code], now);
  await verdict(revoked, "revoked");
  await picture(revoked, "story-revoked");
});
