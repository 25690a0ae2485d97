import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { cutOff } from "./fits";
import { bundleOf, caseOf, deliver, type RulesVectors, rulesVectors, setupLink } from "./rules";
import { dismiss, hold, loadBundle, openTablet, picture, scanByHand, shownBy, troubles } from "./tablet";
import { withSite } from "./with-site";

const here = withSite({ camera: "picture" });

/** A tablet that a setup has given a policy, with the data of these vectors. */
async function atVenue(vectors: RulesVectors, policy: string, now: number, language: "ko" | "en" = "en") {
  deliver(here.site, vectors.roots);
  const tablet = await openTablet(here.browser, here.site.url, { language, now });
  await tablet.locator(".scan").waitFor();
  await tablet.goto(setupLink(here.site, vectors.roots, { policy: { id: policy, locked: false } }));
  await tablet.getByRole("button", { name: /^(Yes, the numbers|예, 번호가)/ }).click();
  await tablet.locator(".scan").waitFor();
  await loadBundle(tablet, bundleOf(vectors));
  await hold(tablet);
  return tablet;
}

async function verdictOn(tablet: Page, qr: string) {
  await scanByHand(tablet, qr);
  const shown = await shownBy(tablet);
  await dismiss(tablet);
  return shown;
}

const main = rulesVectors("main");
const open = caseOf(main, "open");

test.each([
  ["no-rules-file", "open", "rules_missing", "has no rules yet"],
  ["no-policies", "open", "rules_missing", "do not have the policy “⁨open⁩”"],
  ["file-level-2", "open", "rule_failed", "cannot read the current rules"],
  ["main", "over", "rules_missing", "“⁨Policy over⁩” ended"],
  ["main", "soon", "rules_missing", "“⁨Policy soon⁩” begins"],
] as const)(
  "with the rules %s the policy %s is amber, never red, and says what to do",
  async (name, policy, code, words) => {
    const vectors = rulesVectors(name);
    const one = vectors.cases[0] ?? open;
    const tablet = await atVenue(vectors, policy, one.now);
    const notice = tablet.locator(".notice.policy", { hasText: words });
    await notice.waitFor();
    expect(await notice.evaluate((shown) => getComputedStyle(shown).backgroundColor)).toBe("rgb(242, 169, 0)");
    expect(await notice.textContent()).toMatch(/internet|choose another policy/);
    await picture(tablet, `policy-${name}-${policy}.en`);
    const shown = await verdictOn(tablet, one.qr);
    expect([shown.code, shown.outcome]).toEqual([code, "unclear"]);
    expect(shown.advice).toMatch(/Update this scanner/);
    expect(troubles.get(tablet)).toEqual([]);
    await tablet.context().close();
  },
);

test("a rule that cannot be evaluated is amber, never red", async () => {
  const tablet = await atVenue(main, "fails", open.now);
  await tablet.locator(".venue .name", { hasText: "Policy fails" }).waitFor();
  const shown = await verdictOn(tablet, open.qr);
  expect([shown.code, shown.shape]).toEqual(["rule_failed", "shape shape-unclear"]);
  await tablet.context().close();
});

test("a policy that requires a challenge brings it up by itself, and the setting cannot turn it off", async () => {
  const tablet = await atVenue(main, "live", open.now);
  await tablet.locator(".challenge .code path").waitFor();
  await picture(tablet, "policy-challenge.en");
  for (const [width, height] of [
    [360, 640],
    [412, 915],
    [1280, 800],
  ] as const) {
    await tablet.setViewportSize({ width, height });
    await picture(tablet, `policy-challenge-${width}.en`);
    expect(await cutOff(tablet), `${width}`).toEqual([]);
  }
  for (const qr of [open.qr, caseOf(main, "live-paper").qr])
    expect((await verdictOn(tablet, qr)).code).toBe("challenge_missing");
  await tablet.locator(".bar .plain", { hasText: "Settings" }).click();
  const prevent = tablet.getByRole("switch", { name: /Prevent reuse/ });
  expect([await prevent.isChecked(), await prevent.isDisabled()]).toEqual([true, true]);
  await tablet.locator(".dialog", { hasText: "The venue's policy requires this." }).waitFor();
  await picture(tablet, "settings-policy-challenge.en");
  // Another policy does not: the setting is what it was.
  await tablet.locator(".dialog .choices > .field select").first().selectOption("open");
  await tablet.locator(".challenge").waitFor({ state: "detached" });
  expect([await prevent.isChecked(), await prevent.isDisabled()]).toEqual([false, false]);
  await tablet.keyboard.press("Escape");
  expect((await verdictOn(tablet, open.qr)).code).toBe("admit");
  await tablet.context().close();
});

test("a policy says whether the day's list is required, and the screen says it too", async () => {
  const withheld = rulesVectors("withheld");
  const { qr, now } = caseOf(withheld, "warn");
  const wanted = [
    ["warn", "admit+status_missing", "the admission carries a warning"],
    ["required", "status_required", "No one is admitted without the revocation list"],
    ["silent", "status_required", ""],
  ] as const;
  for (const [policy, code, words] of wanted) {
    const tablet = await atVenue(withheld, policy, now);
    await tablet.locator(".venue").click();
    const asked = await tablet.locator(".dialog .asked").textContent();
    expect(asked?.includes("revocation list")).toBe(words !== "");
    expect(asked).toContain(words);
    await picture(tablet, `policy-status-${policy}.en`);
    await tablet.keyboard.press("Escape");
    expect((await verdictOn(tablet, qr)).code).toBe(code);
    await tablet.context().close();
  }
});

test("an admission shows what the policy shows, and nothing else of the pass", async () => {
  const shows = async (policy: string, name: string) => {
    const one = caseOf(main, name);
    const tablet = await atVenue(main, policy, one.now);
    await scanByHand(tablet, one.qr);
    const { code } = await shownBy(tablet);
    const facts = await tablet.locator(".verdict .fact").allTextContents();
    await picture(tablet, `policy-shows-${policy}.en`);
    await tablet.context().close();
    return [code, ...facts];
  };
  expect(await shows("none-shown", "none-shown")).toEqual(["admit"]);
  expect(await shows("open", "open")).toEqual([
    "admit",
    "김*수 · born 07-09",
    "KR-KDCA · until tomorrow 16:07 (UTC+09:00)",
  ]);
  expect(await shows("all-shown", "all-shown")).toEqual([
    "admit",
    "김*수 · born 07-09 · 2 doses",
    "KR-KDCA · until tomorrow 16:07 (UTC+09:00)",
  ]);
});
