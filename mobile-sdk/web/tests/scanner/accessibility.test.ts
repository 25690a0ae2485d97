import { describe, expect, test } from "vitest";
import { violations } from "../shell/axe";
import { openSite } from "./site";
import { dismiss, hold, loadBundle, openTablet, picture, scanByHand, verdictOf } from "./tablet";
import { checks, deployment, named } from "./vectors";
import { withSite } from "./with-site";

const here = withSite({ camera: "picture" });

describe.each(["ko", "en"] as const)("in %s axe finds nothing wrong", (language) => {
  test("with the scan session and its dialogs", async () => {
    const tablet = await openTablet(here.browser, here.site.url, { language, now: checks.now, reducedMotion: true });
    await tablet.locator(".camera.on").waitFor();
    expect(await violations(tablet)).toEqual([]);
    await loadBundle(tablet);
    for (const selector of [".bar .data", ".bar .count", ".bar .plain >> nth=2", ".tools .tool >> nth=0"]) {
      await tablet.locator(selector).click();
      await tablet.locator(".dialog").waitFor();
      await picture(tablet, `dialog${selector.replaceAll(/\W+/g, "-")}.${language}`);
      expect(await violations(tablet), selector).toEqual([]);
      await tablet.keyboard.press("Escape");
      await tablet.locator(".dialog").waitFor({ state: "detached" });
    }
    await tablet.context().close();
  });

  test("with each outcome", async () => {
    const tablet = await openTablet(here.browser, here.site.url, { language, now: checks.now, reducedMotion: true });
    await tablet.locator(".scan").waitFor();
    await loadBundle(tablet);
    await hold(tablet);
    for (const name of ["paper-0", "revoked", "copied-pass"]) {
      await scanByHand(tablet, named(name).qr);
      expect(await verdictOf(tablet)).toBe(named(name).verdict);
      expect(await violations(tablet), name).toEqual([]);
      await dismiss(tablet);
    }
    await tablet.context().close();
  });

  test("with the setup", async () => {
    const bare = await openSite();
    const tablet = await openTablet(here.browser, bare.url, { language });
    await tablet.locator(".setup").waitFor();
    expect(await violations(tablet)).toEqual([]);
    await tablet.goto(`${bare.url}#setup=${Buffer.from(deployment(bare.origin)).toString("base64url")}`);
    await tablet.locator(".setup.confirm .fingerprint").waitFor();
    expect(await violations(tablet)).toEqual([]);
    await tablet.context().close();
    await bare.close();
  });
});

test("a keyboard reaches everything, and comes back to where it was", async () => {
  const tablet = await openTablet(here.browser, here.site.url, { language: "en", now: checks.now });
  await tablet.locator(".camera.on").waitFor();
  const names: string[] = [];
  for (let step = 0; step < 6; step++) {
    await tablet.keyboard.press("Tab");
    names.push(
      await tablet.evaluate(() => (document.activeElement?.closest("button, label")?.textContent ?? "").trim()),
    );
  }
  expect(names.map((name) => name.replace(/^no data.*/, "data"))).toEqual([
    "data",
    "0 today",
    "한국어",
    "Settings",
    "Enter text",
    "Choose a photo",
  ]);
  await tablet.locator(".bar .plain", { hasText: "Settings" }).focus();
  await tablet.keyboard.press("Enter");
  await tablet.locator(".dialog").waitFor();
  await tablet.keyboard.press("Escape");
  await tablet.locator(".dialog").waitFor({ state: "detached" });
  expect(await tablet.evaluate(() => document.activeElement?.textContent)).toBe("Settings");
  await tablet.context().close();
});

test("the verdict is announced when it comes, in words, and never with a name", async () => {
  const tablet = await openTablet(here.browser, here.site.url, { language: "en", now: checks.now });
  await tablet.locator(".scan").waitFor();
  await loadBundle(tablet);
  const alert = tablet.locator("[role=alert]");
  expect(await alert.count()).toBe(1);
  expect(await alert.textContent()).toBe("");
  await scanByHand(tablet, named("paper-0").qr);
  await verdictOf(tablet);
  expect(await alert.textContent()).toBe("Admit. Paper pass. Compare name and birthday with an identity card");
  await dismiss(tablet);
  await scanByHand(tablet, named("revoked").qr);
  await verdictOf(tablet);
  expect(await alert.textContent()).toBe(
    "Refused. This pass has been revoked. The issuer revoked it. Ask the issuer why",
  );
  await tablet.context().close();
});

test.each([
  ["at 200 % zoom", 640, 400],
  ["on a phone", 360, 740],
  ["on its side", 740, 360],
] as const)("%s nothing is cut off", async (name, width, height) => {
  const tablet = await openTablet(here.browser, here.site.url, { now: checks.now, width, height });
  await tablet.locator(".scan").waitFor();
  await loadBundle(tablet);
  await hold(tablet);
  for (const vector of ["paper-0", "copied-pass"]) {
    await scanByHand(tablet, named(vector).qr);
    await verdictOf(tablet);
    await picture(tablet, `${vector}-${width}x${height}`);
    const wide = await tablet.evaluate(() => {
      const words = document.querySelector(".verdict .words");
      return [document.documentElement.scrollWidth - innerWidth, (words?.scrollWidth ?? 0) - (words?.clientWidth ?? 0)];
    });
    expect(wide, name).toEqual([0, 0]);
    const covered = await tablet.evaluate(() => {
      const foot = document.querySelector(".verdict .foot")?.getBoundingClientRect();
      const words = document.querySelector(".verdict .words")?.getBoundingClientRect();
      return !foot || !words || words.bottom > foot.top + 1 || foot.bottom > innerHeight + 1;
    });
    expect(covered, name).toBe(false);
    await dismiss(tablet);
  }
  await tablet.context().close();
});
