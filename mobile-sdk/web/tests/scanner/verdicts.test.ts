import { PNG } from "pngjs";
import { describe, expect, test } from "vitest";
import { bundleWithNewerLists } from "./authority";
import { dismiss, loadBundle, openTablet, picture, scanByHand, setTime, shownBy, troubles, verdictOf } from "./tablet";
import { checks, eachVerdict, named } from "./vectors";
import { withSite } from "./with-site";

const here = withSite();

const WORDS = {
  ko: { admit: "입장", refuse: "사용 불가", unclear: "다시 확인" },
  en: { admit: "Admit", refuse: "Refused", unclear: "Cannot tell" },
} as const;

describe.each(["ko", "en"] as const)("on the screen, in %s,", (language) => {
  test("every verdict and warning has its text, reason, advice and shape", async () => {
    const tablet = await openTablet(here.browser, here.site.url, { language, now: checks.now });
    await tablet.locator(".scan").waitFor();
    await loadBundle(tablet);
    for (const one of eachVerdict()) {
      await setTime(tablet, one.now);
      await scanByHand(tablet, one.qr);
      const shown = await shownBy(tablet);
      await picture(tablet, `${one.verdict.replaceAll("+", "-")}.${language}`);
      // The vectors leave out which of them a scanner has seen before.
      expect(shown.code.replace("+seen_before", ""), one.name).toBe(one.verdict);
      expect([shown.word, shown.shape]).toEqual([
        WORDS[language][shown.outcome as "admit"],
        `shape shape-${shown.outcome}`,
      ]);
      expect(shown.spoken.startsWith(shown.word), shown.spoken).toBe(true);
      const said = shown.outcome === "admit" ? [] : [shown.reason, shown.advice];
      for (const words of said)
        expect(/[가-힣]/.test(words) === (language === "ko") && words.length > 3, words).toBe(true);
      await dismiss(tablet);
    }
    expect(troubles.get(tablet)).toEqual([]);
    await tablet.context().close();
  });

  test("a pass of a day whose list is not the newest is admitted with a warning; a photo of nothing is unreadable", async () => {
    const tablet = await openTablet(here.browser, here.site.url, { language, now: checks.now });
    await tablet.locator(".scan").waitFor();
    await loadBundle(tablet);
    // The strip of a day begins on the evening before.
    const today = Math.floor(checks.now / 86_400);
    expect(await loadBundle(tablet, bundleWithNewerLists([today - 1, today]))).toMatch(/적용|in use/);
    await scanByHand(tablet, named("presentation-0").qr);
    expect(await verdictOf(tablet)).toBe("admit+status_old");
    await picture(tablet, `admit-status_old.${language}`);
    await dismiss(tablet);
    const buffer = PNG.sync.write(new PNG({ width: 64, height: 64 }));
    await tablet
      .locator(".tools input[type=file]")
      .setInputFiles({ name: "nothing.png", mimeType: "image/png", buffer });
    expect(await verdictOf(tablet)).toBe("unreadable");
    await picture(tablet, `unreadable.${language}`);
    await tablet.context().close();
  });

  test("the same pass a moment later is admitted with a warning, counted once", async () => {
    const tablet = await openTablet(here.browser, here.site.url, { language, now: checks.now });
    await tablet.locator(".scan").waitFor();
    await loadBundle(tablet);
    await scanByHand(tablet, named("presentation-0").qr);
    expect(await verdictOf(tablet)).toBe("admit");
    await dismiss(tablet);
    await scanByHand(tablet, named("presentation-0").qr);
    expect(await verdictOf(tablet)).toBe("admit+seen_before");
    await picture(tablet, `admit-seen_before.${language}`);
    expect(await tablet.locator(".bar .count").textContent()).toBe(language === "ko" ? "오늘 1명" : "1 today");
    await tablet.locator(".verdict").waitFor({ state: "detached" });
    await picture(tablet, `look.${language}`);
    expect(await tablet.locator(".reminder").count()).toBe(1);
    await tablet.context().close();
  });
});

test("an admission goes by itself, a refusal stays until touched or the next code", async () => {
  const tablet = await openTablet(here.browser, here.site.url, { now: checks.now });
  await tablet.locator(".scan").waitFor();
  await loadBundle(tablet);
  await scanByHand(tablet, named("presentation-0").qr);
  expect(await verdictOf(tablet)).toBe("admit");
  await tablet.locator(".verdict").waitFor({ state: "detached" });
  await scanByHand(tablet, named("revoked").qr);
  expect(await verdictOf(tablet)).toBe("revoked");
  await scanByHand(tablet, named("copied-pass").qr);
  await tablet.locator(".verdict[data-code=holder_proof_missing]").waitFor();
  await tablet.keyboard.press("Escape");
  await tablet.locator(".verdict").waitFor({ state: "detached" });
  await scanByHand(tablet, named("revoked").qr);
  await verdictOf(tablet);
  expect(await tablet.evaluate(() => document.activeElement?.className)).toBe("next");
  await tablet.keyboard.press("Enter");
  await tablet.locator(".verdict").waitFor({ state: "detached" });
  await tablet.context().close();
});

test("the age of the data is always in sight: fresh, then stale, then expired in amber, never red", async () => {
  const tablet = await openTablet(here.browser, here.site.url, { language: "en", now: checks.now });
  await tablet.locator(".bar .data.missing").waitFor();
  await picture(tablet, "data-missing.en");
  await loadBundle(tablet);
  const state = () => tablet.locator(".bar .data").getAttribute("class");
  const at = async (now: number, wanted: string) => {
    await setTime(tablet, now);
    await scanByHand(tablet, "HT1:NOTHING");
    await verdictOf(tablet);
    await tablet.locator(`.bar .data.${wanted}`).waitFor();
    await picture(tablet, `data-${wanted}.en`);
    await dismiss(tablet);
    return tablet.locator(".notice").allTextContents();
  };
  const stale = named("trust-stale").now;
  const expired = named("trust-expired").now;
  expect(await at(checks.now, "fresh")).toEqual([]);
  expect((await at(stale, "stale"))[0]).toMatch(/old/);
  expect((await at(expired, "expired"))[0]).toMatch(/expired/);
  const colour = await tablet.locator(".notice.expired").evaluate((notice) => getComputedStyle(notice).backgroundColor);
  expect(colour).toBe("rgb(242, 169, 0)");
  await at(named("clock-just-behind-the-floor").now, "fresh");
  expect(await tablet.locator(".bar .doubt").count()).toBe(1);
  expect(await state()).toContain("fresh");
  await tablet.context().close();
});

test("a bundle that is older, damaged or not signed changes nothing, and says so", async () => {
  const tablet = await openTablet(here.browser, here.site.url, { language: "en", now: checks.now });
  await tablet.locator(".bar .data.missing").waitFor();
  expect(await loadBundle(tablet)).toBe("The new data is in use.");
  expect(await loadBundle(tablet)).toBe("This scanner already has this data.");
  for (const bytes of [Buffer.from("hello"), Buffer.alloc(0), Buffer.from(checks.bundle.slice(0, 2_000), "hex")])
    expect(await loadBundle(tablet, bytes)).toMatch(/damaged. Nothing has changed/);
  await scanByHand(tablet, named("presentation-0").qr);
  expect(await verdictOf(tablet)).toBe("admit");
  await tablet.context().close();
});
