import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { expect, vi } from "vitest";
import { chromiumWith } from "../src/chromium";

// A service, a browser and a phone's pages on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** Pictures of what was shown, to be looked at. Not part of the repository. */
const PICTURES = fileURLToPath(new URL("../artefacts/wallet/", import.meta.url));

/** A browser; `permissions`: whether its pages ask for some, as those do that film. */
export function openBrowser(flags: string[] = [], permissions = flags.length > 0): Promise<Browser> {
  return chromium.launch(chromiumWith(flags, permissions));
}

/** A phone whose browser keeps its data in a folder, so that it can be closed and started again. */
export function startPhone(folder: string, language: Language): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, { ...chromiumWith([], false), ...phoneIn(language) });
}

/** Everything that a page complained about. */
export const troubles = new WeakMap<Page, string[]>();

export type Language = "ko" | "en";

/** A phone of its own: no other test's passes are on it. */
export async function openPhone(
  browser: Browser,
  language: Language,
  options: BrowserContextOptions = {},
): Promise<Page> {
  return openTab(await browser.newContext({ ...phoneIn(language), ...options }));
}

function phoneIn(language: Language): BrowserContextOptions {
  return {
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    hasTouch: true,
    locale: language === "ko" ? "ko-KR" : "en-GB",
    timezoneId: "Asia/Seoul",
  };
}

/** One more tab of a phone. */
export async function openTab(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  const seen: string[] = [];
  troubles.set(page, seen);
  page.on("pageerror", (error) => seen.push(error.message));
  page.on("console", (message) => {
    // A network that is not there is what these tests are about.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) seen.push(message.text());
  });
  return page;
}

/** The words that the tests look for. */
export const SAID = {
  ko: {
    begin: "시작하기",
    add: "패스 추가",
    other: "자녀 또는 다른 사람",
    label: "표시할 이름",
    retry: "지금 다시 시도",
    remove: "이 휴대전화에서 삭제",
    other_language: "English",
  },
  en: {
    begin: "Get started",
    add: "Add a pass",
    other: "A child's or someone else's",
    label: "Name to show",
    retry: "Try now",
    remove: "Delete from this phone",
    other_language: "한국어",
  },
} as const;

/** Signs in as the synthetic citizen of this number in the list, from the welcome page. */
export async function signIn(page: Page, language: Language, place = 0): Promise<void> {
  await page.getByRole("button", { name: SAID[language].begin }).click();
  await page.locator(".citizens button").nth(place).click();
}

/** The text of the code on the screen. */
export async function codeOn(page: Page): Promise<string> {
  const code = page.getByTestId("code");
  await code.waitFor();
  return (await code.getAttribute("data-text")) ?? "";
}

/** When this phone asks for other passes, in seconds since 1970: what is written down of everybody, the earliest. */
function renewsAt(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open("haetae-wallet");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const reading = opening.result.transaction("holders").objectStore("holders").getAll();
          reading.onerror = () => reject(reading.error);
          reading.onsuccess = () => {
            opening.result.close();
            const times = (reading.result as { refresh_after?: string }[]).flatMap(
              ({ refresh_after }) => refresh_after ?? [],
            );
            resolve(Math.min(...times.map((time) => Date.parse(time) / 1000)));
          };
        };
      }),
  );
}

/** Waits until the phone has found that it needs other passes soon, and then until that time has come. */
export async function untilRenewal(page: Page): Promise<void> {
  const now = Date.now() / 1000;
  await expect.poll(() => renewsAt(page), { timeout: 60_000 }).toBeLessThan(now + 901);
  await page.clock.fastForward(Math.max(0, (await renewsAt(page)) - Date.now() / 1000 + 5) * 1000);
}

/** Waits until the page and all its parts are kept by the phone. */
export async function installed(page: Page): Promise<void> {
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
}

export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}
