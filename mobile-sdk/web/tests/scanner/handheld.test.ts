import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSite, type Site } from "./site";
import { dismiss, loadBundle, openBrowser, openTablet, scanByHand, verdictOf } from "./tablet";
import { checks, deployment, named } from "./vectors";

let browser: Browser;
let site: Site;

beforeAll(async () => {
  browser = await openBrowser("none");
  site = await openSite();
  site.answers.set("/scanner/deployment.json", deployment(site.origin));
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

const code = named("presentation-0").qr;
/** What the keys of a code make on a device with the Korean input on. */
const jamo = (character: string) => "ㅃㅉㄸㄲㅆㅛㅕㅑㅒㅖㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ"["QWERTYUIOPASDFGHJKLZXCVBNM".indexOf(character)] ?? character;

test("a code that comes with the Korean input on is read, and the door is told about the keyboard", async () => {
  const tablet = await openTablet(browser, site.url, { language: "en", now: checks.now });
  await tablet.locator(".door").waitFor();
  await loadBundle(tablet);
  await scanByHand(tablet, code, jamo);
  expect(await verdictOf(tablet)).toBe("admit");
  await tablet.locator(".verdict .hint", { hasText: "Korean input off" }).waitFor();
  await tablet.context().close();
});

test("a code that lost or changed characters is never a no", async () => {
  const tablet = await openTablet(browser, site.url, { language: "en", now: checks.now });
  await tablet.locator(".door").waitFor();
  await loadBundle(tablet);
  for (let at = 4; at < code.length; at += 37) {
    await scanByHand(tablet, code.slice(0, at) + code.slice(at + 1));
    expect(await verdictOf(tablet), `without character ${at}`).toBe("malformed");
    await tablet.locator(".verdict .hint", { hasText: "Characters were lost" }).waitFor();
    await dismiss(tablet);
  }
  await scanByHand(tablet, code.replace(":", "Ö"));
  expect(await verdictOf(tablet)).toBe("unknown_format");
  await tablet.locator(".verdict .hint", { hasText: "keys arrive changed" }).waitFor();
  await tablet.context().close();
});
