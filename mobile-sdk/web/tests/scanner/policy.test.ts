import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { violations } from "../shell/axe";
import { bundleOf, bundleWithRules, caseOf, deliver, never, rulesVectors, setupLink } from "./rules";
import { dismiss, hold, loadBundle, openTablet, picture, scanByHand, setTime, shownBy, troubles } from "./tablet";
import { checks, deployment, named } from "./vectors";
import { withSite } from "./with-site";

const here = withSite();

/** 3 January 2022, 0:00 in Seoul: a second dose of more than 180 days ago stops counting. */
const MIDNIGHT = Date.parse("2022-01-03T00:00:00+09:00") / 1000;
const korea = rulesVectors("korea-2021");
const before = caseOf(korea, "6-july-on-2-january");
const after = caseOf(korea, "6-july-on-3-january");

const WORDS = {
  ko: {
    name: "식당·카페",
    tomorrow: "내일 00:00 (UTC+09:00)부터: 새 기준",
    rule: "2차 접종(얀센은 1차) 후 180일이 지났습니다. 3차 접종을 하면 그날부터 유효합니다.",
    locked: "설정 코드로 잠긴 기준입니다",
    yes: "예, 번호가 같습니다",
    settings: "설정",
  },
  en: {
    name: "Restaurants and cafes",
    tomorrow: "From tomorrow 00:00 (UTC+09:00): new rules",
    rule: "More than 180 days since the second dose (Janssen: the first). A third dose counts at once.",
    locked: "The setup has locked the policy",
    yes: "Yes, the numbers are the same",
    settings: "Settings",
  },
} as const;

const settings = (tablet: Page) => tablet.locator(".bar .plain", { hasText: /^(Settings|설정)$/ }).click();

async function closeDialog(tablet: Page): Promise<void> {
  await tablet.keyboard.press("Escape");
  await tablet.locator(".dialog").waitFor({ state: "detached" });
}

/** Chooses a policy in the settings; an empty id for none. */
async function choose(tablet: Page, id: string): Promise<void> {
  await settings(tablet);
  await tablet.locator(".dialog .choices > .field select").first().selectOption(id);
  await closeDialog(tablet);
}

/** Follows a setup link and says yes. */
async function setUp(tablet: Page, link: string): Promise<void> {
  await tablet.goto(link);
  await tablet.locator(".setup.confirm .fingerprint", { hasText: /\w{4}/ }).waitFor();
  await tablet.getByRole("button", { name: /^(Yes, the numbers|예, 번호가)/ }).click();
  await tablet.locator(".scan").waitFor();
}

/** The verdict on a code, which is then dismissed. */
async function verdictOn(tablet: Page, qr: string) {
  await scanByHand(tablet, qr);
  const shown = await shownBy(tablet);
  await dismiss(tablet);
  return shown;
}

describe.each(["ko", "en"] as const)("in %s", (language) => {
  const words = WORDS[language];

  test("a policy that a setup has locked is on the screen, cannot be changed there, and switches at midnight", async () => {
    deliver(here.site, korea.roots);
    const tablet = await openTablet(here.browser, here.site.url, { language, now: before.now, reducedMotion: true });
    await tablet.locator(".scan").waitFor();
    await tablet.goto(setupLink(here.site, korea.roots, { policy: { id: "restaurant", locked: true } }));
    await tablet.locator(".setup.confirm .policy", { hasText: "restaurant" }).waitFor();
    expect(await violations(tablet)).toEqual([]);
    await picture(tablet, `setup-policy.${language}`);
    await tablet.getByRole("button", { name: words.yes }).click();
    // Before there are rules, the policy has its id for a name.
    await tablet.locator(".venue .name", { hasText: "restaurant" }).waitFor();
    await loadBundle(tablet, bundleOf(korea));
    await tablet.locator(".venue .name", { hasText: words.name }).waitFor();
    expect(await tablet.locator(".venue .coming").textContent()).toBe(words.tomorrow);
    await picture(tablet, `policy-day-before.${language}`);

    // Staff read it and cannot change it.
    await tablet.locator(".venue").click();
    await tablet.locator(".dialog .later li").first().waitFor();
    expect(await tablet.locator(".dialog .later li").count()).toBe(3);
    expect(await tablet.locator(".dialog").textContent()).toContain(words.locked);
    await picture(tablet, `policy-dialog.${language}`);
    expect(await violations(tablet)).toEqual([]);
    await closeDialog(tablet);
    await settings(tablet);
    await tablet.locator(".dialog .locked-policy", { hasText: words.name }).waitFor();
    expect(await tablet.locator(".dialog select").count()).toBe(0);
    await picture(tablet, `settings-policy-locked.${language}`);
    expect(await violations(tablet)).toEqual([]);
    await closeDialog(tablet);

    await hold(tablet);
    await scanByHand(tablet, before.qr);
    const admitted = await shownBy(tablet);
    expect(admitted.code).toBe("admit+status_missing");
    // The policy shows no evidence: nothing medical is on the screen.
    expect(admitted.text).toContain("김*수");
    expect(admitted.text).not.toMatch(/dose|vaccin|접종/i);
    await dismiss(tablet);

    await setTime(tablet, MIDNIGHT);
    await scanByHand(tablet, after.qr);
    const refused = await shownBy(tablet);
    await picture(tablet, `policy_not_met.${language}`);
    expect(await violations(tablet)).toEqual([]);
    expect([refused.code, refused.outcome]).toEqual(["policy_not_met", "refuse"]);
    expect(refused.text).toContain(words.rule);
    // The words of both languages, and those of the screen's are read out.
    expect(refused.text).toContain(WORDS[language === "ko" ? "en" : "ko"].rule);
    expect(refused.spoken).toContain(words.rule.replace(/\.$/, ""));
    await dismiss(tablet);
    await tablet.locator(".venue .coming").waitFor({ state: "detached" });
    await picture(tablet, `policy-day-after.${language}`);
    expect(troubles.get(tablet)).toEqual([]);
    await tablet.context().close();
  });
});

test("the screen switches by itself at the second, without a code, a network or a reload", async () => {
  deliver(here.site, korea.roots);
  const tablet = await openTablet(here.browser, "about:blank", { language: "en" });
  await tablet.clock.install({ time: (MIDNIGHT - 40) * 1000 });
  await tablet.goto(setupLink(here.site, korea.roots, { policy: { id: "restaurant", locked: true } }));
  await tablet.getByRole("button", { name: WORDS.en.yes }).click();
  await loadBundle(tablet, bundleOf(korea));
  await tablet.locator(".venue .coming", { hasText: "From tomorrow 00:00" }).waitFor();
  await tablet.evaluate(() => Object.assign(globalThis, { notReloaded: true }));
  await tablet.context().setOffline(true);
  // The ages are updated every five seconds: one that was due is out of the way.
  await tablet.clock.pauseAt((MIDNIGHT - 1) * 1000);
  await tablet.locator(".venue .coming", { hasText: "From tomorrow 00:00" }).waitFor();
  await tablet.clock.runFor(1_000);
  await tablet.locator(".venue .coming").waitFor({ state: "detached" });
  expect(await tablet.locator(".venue .name").textContent()).toBe("Restaurants and cafes");
  expect(await tablet.evaluate(() => "notReloaded" in globalThis)).toBe(true);
  await tablet.context().close();
});

test("a locked policy outlives restarts and the loss of a copy; only another setup unlocks it", async () => {
  here.site.answers.set("/scanner/deployment.json", deployment(here.site.origin));
  const tablet = await openTablet(here.browser, here.site.url, { language: "en", now: checks.now });
  await tablet.locator(".scan").waitFor();
  await loadBundle(
    tablet,
    bundleWithRules([
      { id: "gym", name: { ko: "체육관", en: "Gyms" }, rules: [never({ ko: "안 됩니다", en: "Not here" })] },
    ]),
  );
  await setUp(tablet, setupLink(here.site, checks.roots, { policy: { id: "gym", locked: true } }));
  await tablet.locator(".venue .name", { hasText: "Gyms" }).waitFor();
  for (const lose of ["haetae-scanner-policy", ""]) {
    await tablet.evaluate((key) => localStorage.removeItem(key), lose);
    await tablet.reload();
    await tablet.locator(".venue .name", { hasText: "Gyms" }).waitFor();
    expect((await verdictOn(tablet, named("presentation-0").qr)).code).toBe("policy_not_met");
  }
  // A setup without a policy says that it unlocks; no is an answer.
  const plain = setupLink(here.site, checks.roots);
  await tablet.goto(plain);
  await tablet.locator(".setup.confirm", { hasText: "The policy is no longer locked" }).waitFor();
  await tablet.getByRole("button", { name: "No", exact: true }).click();
  await settings(tablet);
  await tablet.locator(".dialog .locked-policy").waitFor();
  await closeDialog(tablet);
  await setUp(tablet, plain);
  await choose(tablet, "");
  await tablet.locator(".venue .name", { hasText: "None: every valid pass is admitted" }).waitFor();
  expect((await verdictOn(tablet, named("presentation-0").qr)).outcome).toBe("admit");
  await tablet.context().close();
});

test("staff choose a policy in the settings, and it is kept", async () => {
  const tablet = await openTablet(here.browser, here.site.url, { language: "en", now: checks.now });
  await tablet.locator(".scan").waitFor();
  const name = (ko: string, en: string) => ({ ko, en });
  const policies = [
    { id: "open", name: name("도서관", "Libraries") },
    { id: "closed", name: name("영화관", "Cinemas"), rules: [never(name("안 됩니다", "Not here"))] },
    { id: "soon", name: name("학원", "Schools"), from: "2099-01-01T00:00:00+09:00" },
  ];
  await loadBundle(tablet, bundleWithRules(policies));
  await tablet.locator(".venue .name", { hasText: "None: every valid pass" }).waitFor();
  await choose(tablet, "closed");
  await tablet.locator(".venue .name", { hasText: "Cinemas" }).waitFor();
  await tablet.reload();
  await tablet.locator(".venue .name", { hasText: "Cinemas" }).waitFor();
  const refused = await verdictOn(tablet, named("presentation-0").qr);
  expect([refused.code, refused.text.includes("Not here")]).toEqual(["policy_not_met", true]);
  await settings(tablet);
  const options = await tablet.locator(".dialog .choices > .field select").first().locator("option").allTextContents();
  expect(options.map((option) => option.replaceAll(/[\u2068\u2069]/g, ""))).toEqual([
    "None: every valid pass is admitted",
    "Libraries",
    "Cinemas",
    "Schools · From 1 January 2099 00:00 (UTC+09:00)",
  ]);
  await picture(tablet, "settings-policy.en");
  await closeDialog(tablet);
  // One that begins later is amber, with what to do.
  await choose(tablet, "soon");
  await tablet.locator(".notice.policy", { hasText: "“⁨Schools⁩” begins 1 January 2099" }).waitFor();
  expect(await verdictOn(tablet, named("presentation-0").qr)).toMatchObject({
    code: "rules_missing",
    outcome: "unclear",
  });
  // A second tab follows.
  const second = await tablet.context().newPage();
  await second.goto(here.site.url);
  await second.locator(".venue .name", { hasText: "Schools" }).waitFor();
  await choose(tablet, "open");
  await second.locator(".venue .name", { hasText: "Libraries" }).waitFor();
  await tablet.context().close();
});
