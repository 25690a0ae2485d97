import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { film } from "../scanner/video";
import { violations } from "../shell/axe";
import { codeOn, openBrowser, openPhone, picture, signIn, troubles } from "./phone";
import { Service } from "./service";

/** The challenge of eight zero bytes, and of another venue. */
const CHALLENGE = { text: "HQ1:000000000000", bytes: "0000000000000000", other: "ffffffffffffffff" };

let service: Service;
const folder = mkdtempSync(join(tmpdir(), "haetae-venue-"));

beforeAll(async () => {
  service = await Service.start();
});
afterAll(async () => {
  await service.end();
  rmSync(folder, { recursive: true });
});

/** A browser whose camera films these codes. */
function filming(name: string, texts: (string | null)[]) {
  const path = join(folder, `${name}.y4m`);
  film(path, texts);
  return openBrowser(["--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${path}`]);
}

test("a venue's challenge is read from its screen, and the code answers it", async () => {
  const browser = await filming("challenge", [CHALLENGE.text]);
  const page = await openPhone(browser, "en", { permissions: ["camera"] });
  await page.goto(service.wallet);
  await signIn(page, "en");
  const usual = await codeOn(page);
  await page.getByRole("button", { name: "Scan the venue's QR" }).click();
  await page.getByText("This code is for this venue").waitFor();
  await page.waitForFunction(
    (old) => (document.querySelector<HTMLElement>("[data-text]")?.dataset["text"] ?? old) !== old,
    usual,
  );
  const now = Date.now() / 1000;
  const text = await codeOn(page);
  expect(service.verdict(text, now, CHALLENGE.bytes)).toBe("admit");
  expect(service.verdict(text, now, CHALLENGE.other)).toBe("holder_proof_stale");
  expect(await violations(page)).toEqual([]);
  await picture(page, "venue-answer.en");
  await page.getByRole("button", { name: "Back to the usual code" }).click();
  await page.waitForFunction(
    (old) => document.querySelector<HTMLElement>("[data-text]")?.dataset["text"] !== old,
    text,
  );
  expect(service.verdict(await codeOn(page), Date.now() / 1000)).toBe("admit");
  expect(troubles.get(page)).toEqual([]);
  await browser.close();
});

test("another code in front of the camera is no challenge, and the wallet says so", async () => {
  const browser = await filming("menu", ["HT1:NO CHALLENGE"]);
  const page = await openPhone(browser, "ko", { permissions: ["camera"] });
  await page.goto(service.wallet);
  await signIn(page, "ko");
  await codeOn(page);
  await page.getByRole("button", { name: "매장 QR 스캔" }).click();
  await page.getByText("매장 확인용 QR이 아닙니다").waitFor();
  await picture(page, "venue-other.ko");
  await page.getByRole("button", { name: "뒤로" }).click();
  await codeOn(page);
  await browser.close();
});

test("without a camera, or without leave to use it, the wallet says what to do", async () => {
  for (const [flags, words] of [
    [[], "There is no camera on this device"],
    [["--use-fake-device-for-media-stream", "--deny-permission-prompts"], "Allow it in the browser's settings"],
  ] as const) {
    const browser = await openBrowser([...flags], true);
    const page = await openPhone(browser, "en", flags.length === 0 ? { permissions: ["camera"] } : {});
    await page.goto(service.wallet);
    await signIn(page, "en");
    await codeOn(page);
    await page.getByRole("button", { name: "Scan the venue's QR" }).click();
    await page.getByText(words).waitFor();
    await browser.close();
  }
});
