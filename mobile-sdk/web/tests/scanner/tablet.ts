import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { vi } from "vitest";
import { chromiumWith } from "../src/chromium";
import { bundle } from "./vectors";

// A browser on a busy machine takes its time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

/** Where screenshots go; git ignores it. */
const PICTURES = fileURLToPath(new URL("./artefacts/", import.meta.url));

/** A browser, with a camera that films a file, a test picture, or none. */
export async function openBrowser(camera?: string | "none"): Promise<Browser> {
  const film = camera === undefined || camera === "none" ? [] : [`--use-file-for-fake-video-capture=${camera}`];
  const fake = camera === "none" ? [] : ["--use-fake-device-for-media-stream", ...film];
  return chromium.launch(chromiumWith(["--autoplay-policy=no-user-gesture-required", ...fake], camera !== "none"));
}

export interface TabletOptions {
  readonly language?: "ko" | "en";
  /** Seconds since 1970; the present where it is left out. */
  readonly now?: number;
  readonly width?: number;
  readonly height?: number;
  readonly allowCamera?: boolean;
  readonly reducedMotion?: boolean;
}

/** A venue's tablet: its own browser profile, in Seoul. */
export async function openTablet(browser: Browser, url: string, options: TabletOptions = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
    locale: options.language === "en" ? "en-GB" : "ko-KR",
    timezoneId: "Asia/Seoul",
    permissions: options.allowCamera === false ? [] : ["camera"],
    reducedMotion: options.reducedMotion ? "reduce" : "no-preference",
  });
  return openPage(context, url, options.now);
}

/** A page of a tablet. Whatever goes wrong in it makes {@link troubles} longer. */
export async function openPage(context: BrowserContext, url: string, now?: number): Promise<Page> {
  const page = await context.newPage();
  const list: string[] = [];
  troubles.set(page, list);
  page.on("pageerror", (error) => list.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !/Failed to load resource/.test(message.text())) list.push(message.text());
  });
  await page.addInitScript(() => {
    const violations: string[] = [];
    Object.assign(globalThis, { violations });
    document.addEventListener("securitypolicyviolation", (event) =>
      violations.push(`${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  if (now !== undefined) await page.clock.setFixedTime(now * 1000);
  await page.goto(url);
  return page;
}

/** Errors of each page. */
export const troubles = new WeakMap<Page, string[]>();

/** Sets the time of day of a page. */
export async function setTime(page: Page, now: number): Promise<void> {
  await page.clock.setFixedTime(now * 1000);
}

/** Types as a hand-held scanner does: every key within milliseconds, and an end key. */
export async function scanByHand(
  page: Page,
  text: string,
  key: (character: string) => string = (character) => character,
): Promise<void> {
  await page.evaluate(
    (keys) => {
      const begin = performance.now();
      for (const [index, key] of keys.entries()) {
        const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
        // The pace of the device that types, not of the machine that runs the test.
        Object.defineProperty(event, "timeStamp", { value: begin + index * 3 });
        document.body.dispatchEvent(event);
      }
    },
    [...Array.from(text, key), "Enter"],
  );
}

/** A verdict as the screen shows it. */
export interface Shown {
  /** `admit` or a code of section 10, with warnings after plus signs. */
  readonly code: string;
  readonly outcome: string;
  readonly shape: string;
  readonly word: string;
  readonly reason: string;
  readonly advice: string;
  readonly hint: string;
  /** Everything that can be read on it. */
  readonly text: string;
  /** The text for screen readers. */
  readonly spoken: string;
}

/** The verdict on the screen, once there is one, all at once: an admission does not stay. */
export async function shownBy(page: Page): Promise<Shown> {
  const shown = await page.waitForFunction(() => {
    const verdict = document.querySelector(".verdict");
    if (!verdict) return null;
    const text = (selector: string) => verdict.querySelector(selector)?.textContent ?? "";
    const codes = [verdict, ...verdict.querySelectorAll(".warnings li")].map((part) => part.getAttribute("data-code"));
    return {
      code: codes.join("+"),
      outcome: verdict.className.replace("verdict ", ""),
      shape: verdict.querySelector(".shape")?.getAttribute("class") ?? "",
      word: text("h1"),
      reason: text(".reason"),
      advice: text(".advice"),
      hint: text(".hint"),
      text: verdict.textContent ?? "",
      spoken: document.querySelector("[role=alert]")?.textContent ?? "",
    };
  });
  return (await shown.jsonValue()) as Shown;
}

/** The code of the verdict on the screen, once there is one; with its warnings after plus signs. */
export async function verdictOf(page: Page): Promise<string> {
  return (await shownBy(page)).code;
}

/** Makes the verdict go, if it has not gone by itself. */
export async function dismiss(page: Page): Promise<void> {
  await page.keyboard.press("Escape");
  await page.locator(".verdict").waitFor({ state: "detached" });
}

/** Lets no admission go by itself: some looks take longer. */
export const hold = (page: Page) =>
  page.evaluate(() => {
    const real = globalThis.setTimeout;
    const held = (work: () => void, wait?: number) => (wait && wait > 1_500 && wait <= 2_000 ? 0 : real(work, wait));
    Object.assign(globalThis, { setTimeout: held });
  });

/** Chooses a bundle in the dialog of the data; returns what that said before. */
async function chooseFile(page: Page, bytes: Buffer): Promise<string | null> {
  const file = { name: "bundle.cbor", mimeType: "application/cbor", buffer: bytes };
  for (let tries = 1; ; tries += 1) {
    try {
      await page.locator(".bar .data").click({ timeout: 10_000 });
      const before = await page.locator(".dialog .answer").textContent({ timeout: 10_000 });
      await page.locator(".dialog input[type=file]").setInputFiles(file, { timeout: 10_000 });
      return before;
    } catch (error) {
      // A verdict takes the place of the dialog when a code comes into view.
      if (tries === 5) throw error;
    }
  }
}

/** Loads a bundle from a file, as from a USB stick. Returns the page's answer. */
export async function loadBundle(page: Page, bytes: Buffer = bundle): Promise<string> {
  const before = await chooseFile(page, bytes);
  await page.waitForFunction((before) => {
    const answer = document.querySelector(".dialog .answer")?.textContent ?? "";
    return answer !== before && !/^(Updating|업데이트 중)$/.test(answer);
  }, before);
  const answer = (await page.locator(".dialog .answer").textContent()) ?? "";
  await page.keyboard.press("Escape");
  await page.locator(".dialog").waitFor({ state: "detached" });
  return answer;
}

/** Keeps what the screen shows, to be looked at. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: `${PICTURES}${name}.png`, animations: "disabled" });
}
