import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundleOfDaysBefore } from "./authority";
import { filmScreen, show } from "./filming";
import { openSite, type Site } from "./site";
import { loadBundle, openBrowser, openTablet, picture, troubles } from "./tablet";
import { bundle, checks, deployment, eachVerdict, named } from "./vectors";
import { film, HEIGHT, WIDTH } from "./video";

/** How many codes are filmed; one of three is cut out. The bundle needs 29. */
const FILMED = 51;
/** Frames of a picture of a screen that changes eight times a second. */
const FRAMES = 4;
/** The key of RFC 8037: no trust list is signed with it. */
const STRANGERS = {
  threshold: 1,
  keys: [{ kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" }],
};

let site: Site;
const folder = mkdtempSync(join(tmpdir(), "haetae-screens-"));
const series = join(folder, "series.y4m");
const withVisitor = join(folder, "visitor.y4m");
/** What the first tablet's dialog says of its data. */
let ages: string;

const agesOf = async (tablet: Page) => {
  await tablet.locator(".bar .data").click();
  await tablet.locator(".dialog[open]").waitFor();
  const rows = await tablet.locator(".dialog table.ages tbody tr").allTextContents();
  await tablet.keyboard.press("Escape");
  await tablet.locator(".dialog").waitFor({ state: "detached" });
  return rows.slice(0, 3).join("\n");
};

beforeAll(async () => {
  site = await openSite();
  site.answers.set("/scanner/deployment.json", deployment(site.origin));
  const browser = await openBrowser("none");
  const tablet = await openTablet(browser, site.url, { language: "en", now: checks.now, width: WIDTH, height: HEIGHT });
  await tablet.locator(".scan").waitFor();
  await loadBundle(tablet);
  ages = await agesOf(tablet);
  await show(tablet);
  await picture(tablet, "show-small.en");
  const kept = (await filmScreen(tablet, FILMED)).filter((_, number) => number % 3 !== 1);
  expect(troubles.get(tablet)).toEqual([]);
  await browser.close();
  film(series, kept, FRAMES);
  const visitor = Array.from({ length: 6 }, () => named("paper-0").qr);
  film(withVisitor, [...kept.slice(0, 12), ...visitor, ...kept.slice(12)], FRAMES);
}, 120_000);
afterAll(async () => {
  await site.close();
  rmSync(folder, { recursive: true });
});

/** A tablet without a network whose data is old, if it has any, and whose camera films this once it is turned on. */
async function offline(
  film: string,
  { language = "en", data = bundleOfDaysBefore(12) }: { language?: "ko" | "en"; data?: Buffer | null } = {},
) {
  const browser = await openBrowser(film);
  const tablet = await openTablet(browser, "about:blank", { language, now: checks.now });
  await tablet.addInitScript((language) => {
    const name = "haetae-scanner-settings";
    if (location.protocol === "http:" && !localStorage.getItem(name))
      localStorage.setItem(name, JSON.stringify({ language, useCamera: false }));
  }, language);
  await tablet.goto(site.url);
  await tablet.locator(".scan").waitFor();
  if (data) await loadBundle(tablet, data);
  await tablet.evaluate(async () => void (await navigator.serviceWorker.ready));
  await tablet.context().setOffline(true);
  return { browser, tablet };
}

/** Turns the camera on or off. */
async function camera(tablet: Page, on: boolean): Promise<void> {
  await tablet.locator(".bar .plain", { hasText: /Settings|설정/ }).click();
  await tablet.getByRole("switch", { name: /Use the camera|카메라 사용/ }).setChecked(on);
  await tablet.keyboard.press("Escape");
  await tablet.locator(on ? ".camera.on" : ".camera.off").waitFor();
}

const WORDS = {
  ko: { receiving: "다른 스캐너에서 업데이트하는 중", taken: "완료했습니다" },
  en: { receiving: "Updating from another scanner", taken: "Done" },
} as const;

describe.each(["ko", "en"] as const)("in %s", (language) => {
  test("a tablet without a network takes another one's data from its screen, and checks a visitor at the same time", async () => {
    const { browser, tablet } = await offline(withVisitor, { language });
    await tablet.locator(".bar .data.stale").waitFor();
    const words = WORDS[language];
    await camera(tablet, true);
    await tablet.locator(".series.receiving h2", { hasText: words.receiving }).waitFor();
    await tablet.waitForFunction(
      () => Number(document.querySelector(".series [role=progressbar]")?.getAttribute("aria-valuenow")) >= 10,
    );
    await picture(tablet, `series-receiving.${language}`);
    // The visitor's paper pass, in the middle of it.
    await tablet.locator(".verdict[data-code=admit]").waitFor();
    await tablet.locator(".series.over[data-ending=taken]").waitFor({ state: "attached" });
    await tablet.locator(".bar .data.fresh").waitFor();
    // The card was compared.
    await tablet.keyboard.press("Escape");
    await tablet.locator(".verdict").waitFor({ state: "detached" });
    expect(await tablet.locator(".series h2").textContent()).toContain(words.taken);
    await picture(tablet, `series-taken.${language}`);
    expect(await tablet.locator("[role=status].unseen").textContent()).toContain(words.taken);
    expect(troubles.get(tablet)).toEqual([]);
    await browser.close();
  });
});

test("what was received is the other's and is kept", async () => {
  const { browser, tablet } = await offline(series);
  await camera(tablet, true);
  await tablet.locator(".series.over[data-ending=taken]").waitFor();
  await tablet.getByRole("button", { name: "OK" }).click();
  await tablet.locator(".series").waitFor({ state: "detached" });
  await camera(tablet, false);
  await tablet.reload();
  await tablet.locator(".bar .data.fresh").waitFor();
  expect(await agesOf(tablet)).toBe(ages);
  await browser.close();
});

test("a tablet that has the data already says so", async () => {
  const { browser, tablet } = await offline(series, { data: bundle });
  await camera(tablet, true);
  await tablet.locator(".series.over[data-ending=unchanged]").waitFor();
  expect(await tablet.locator(".series").textContent()).toMatch(/already has this data.*issued 2 days ago/);
  expect(await tablet.locator(".verdict").count()).toBe(0);
  await browser.close();
});

test("it can be cancelled, and begun again from the dialog of the data", async () => {
  const { browser, tablet } = await offline(series);
  await camera(tablet, true);
  await tablet.locator(".series.receiving").waitFor();
  await tablet.locator(".series .button").press("Enter");
  await tablet.locator(".series").waitFor({ state: "detached" });
  // The cancelled codes are still in view, for the length of a film.
  await tablet.evaluate(
    () =>
      new Promise<void>((done) => {
        const video = document.querySelector("video");
        let frames = 0;
        const count = () => (++frames < 60 ? video?.requestVideoFrameCallback(count) : done());
        video?.requestVideoFrameCallback(count);
      }),
  );
  expect(await tablet.locator(".series").count()).toBe(0);
  expect(await tablet.locator(".verdict").count()).toBe(0);
  await tablet.locator(".bar .data").click();
  await tablet.getByRole("button", { name: "Update from another scanner" }).press("Enter");
  // What was received before is kept, but a busy machine sees few of the film's frames.
  await tablet.locator(".series.over[data-ending=taken]").waitFor({ timeout: 90_000 });
  await browser.close();
});

test("a tablet of another authority says that it does not trust it, and changes nothing", async () => {
  site.answers.set("/scanner/deployment.json", JSON.stringify({ roots: STRANGERS, origin: site.origin }));
  const { browser, tablet } = await offline(series, { data: null });
  site.answers.set("/scanner/deployment.json", deployment(site.origin));
  const before = await agesOf(tablet);
  await camera(tablet, true);
  await tablet.locator(".series.over[data-ending=unsigned]").waitFor();
  await picture(tablet, "series-unsigned.en");
  expect(await tablet.locator(".series").textContent()).toMatch(
    /not signed with the keys that this scanner trusts.*Nothing has changed/,
  );
  expect(await agesOf(tablet)).toBe(before);
  await tablet.locator(".bar .data.missing").waitFor();
  expect(troubles.get(tablet)).toEqual([]);
  await browser.close();
});

test("a tablet whose data is newer changes nothing, and says who should show it", async () => {
  const { browser, tablet } = await offline(series, { data: bundleOfDaysBefore(-1) });
  const before = await agesOf(tablet);
  await camera(tablet, true);
  await tablet.locator(".series.over[data-ending=rollback]").waitFor();
  expect(await tablet.locator(".series").textContent()).toMatch(/newer than the other's.*Nothing has changed/);
  expect(await agesOf(tablet)).toBe(before);
  await browser.close();
});

test("in training nothing is taken and nothing is shown", async () => {
  const codes = eachVerdict()
    .filter((one) => one.now === checks.now)
    .map((one) => ({ expected: one.verdict, text: one.qr }));
  site.answers.set(
    "/scanner/training.json",
    JSON.stringify({ roots: checks.roots, bundle: bundle.toString("base64url"), now: checks.now, codes }),
  );
  const browser = await openBrowser(series);
  const tablet = await openTablet(browser, site.url, { language: "en", now: checks.now });
  await tablet.locator(".series.receiving").waitFor();
  await tablet.locator(".bar .plain", { hasText: "Settings" }).click();
  await tablet.getByRole("button", { name: "Start training" }).click();
  await tablet.locator(".notice.training").waitFor();
  await tablet.keyboard.press("Escape");
  await tablet.locator(".series.over[data-ending=training]").waitFor();
  await picture(tablet, "series-training.en");
  expect(await tablet.locator(".verdict").count()).toBe(0);
  await tablet.locator(".bar .data").click();
  expect(await tablet.locator(".dialog footer").textContent()).not.toMatch(/another/);
  await browser.close();
});
