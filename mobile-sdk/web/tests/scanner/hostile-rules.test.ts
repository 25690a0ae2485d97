import { describe, expect, test } from "vitest";
import { violations } from "../shell/axe";
import { cutOff } from "./fits";
import { bundleWithRules, never, setupLink, type TestPolicy } from "./rules";
import { dismiss, hold, loadBundle, openTablet, picture, scanByHand, shownBy, troubles } from "./tablet";
import { checks, named } from "./vectors";
import { withSite } from "./with-site";

const here = withSite({ camera: "picture" });

const MARKUP = `<img src=x onerror="globalThis.pwned=1"><script>globalThis.pwned=1</script><style>*{display:none}</style>`;
/** A text of as many bytes as the rules may have. */
const full = (part: string) => {
  let text = "";
  while (Buffer.byteLength(text + part) <= 400) text += part;
  return text;
};
const both = (text: string) => ({ ko: text, en: text });

const TEXTS = {
  markup: MARKUP,
  "400 bytes in one word": full("W"),
  "400 bytes of Hangul": full("가"),
  "right to left": full("قاعدة الدخول "),
  "turned around": `\u202e\u2067${full("abc").slice(0, 300)}`,
  "marks that pile up": full("Z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307"),
  entities: "&lt;b&gt; &#x27; {{constructor.constructor('globalThis.pwned=1')()}}",
  "nothing but spaces": full("\u2003"),
} as const;

const SIZES = [
  ["small", 360, 640],
  ["phone", 412, 915],
  ["tablet", 1280, 800],
] as const;

/** A venue's policy whose every text is this one, and that ends tomorrow for one of the same text. */
function policies(text: string, tomorrow: string): TestPolicy[] {
  const rules = [never(both(text), "A"), never(both(`${text.slice(0, 100)} 2`), "B")];
  return [
    { id: "bad", name: both(text), until: tomorrow, rules },
    { id: "bad", name: both(`${text.slice(0, 100)} 3`), from: tomorrow, rules },
    { id: "worse", name: both(text), from: "2099-01-01T00:00:00Z", rules },
  ];
}

describe.each(SIZES)("on a %s screen", (size, width, height) => {
  test.each(Object.entries(TEXTS))(
    "%s in the rules is nothing but text, and nothing is cut off",
    async (name, text) => {
      const tablet = await openTablet(here.browser, here.site.url, {
        language: "en",
        now: checks.now,
        width,
        height,
        reducedMotion: true,
      });
      await tablet.locator(".scan").waitFor();
      await tablet.goto(setupLink(here.site, checks.roots, { policy: { id: "bad", locked: false } }));
      await tablet.getByRole("button", { name: "Yes, the numbers are the same" }).click();
      const tomorrow = new Date((Math.floor(checks.now / 86_400) + 1) * 86_400_000).toISOString().replace(".000", "");
      await loadBundle(tablet, bundleWithRules(policies(text, tomorrow)));
      await tablet.locator(".venue .coming").waitFor();
      const look = async (what: string) => {
        await picture(tablet, `hostile/${size}-${name.replaceAll(" ", "-")}-${what}`);
        expect(await cutOff(tablet), what).toEqual([]);
      };
      await look("screen");
      // Two lines each, at the most, and the camera has the rest.
      const heights = await tablet.evaluate(() =>
        [".venue", ".scan > main"].map((part) => document.querySelector(part)?.getBoundingClientRect().height ?? 0),
      );
      expect(heights[0]).toBeLessThan(160);
      expect(heights[1]).toBeGreaterThan(height / 3);
      await tablet.locator(".venue").click();
      expect(await tablet.locator(".dialog .chosen").textContent()).toBe(text);
      await look("dialog");
      expect(await violations(tablet)).toEqual([]);
      await tablet.keyboard.press("Escape");
      await tablet.locator(".dialog").waitFor({ state: "detached" });
      await tablet.locator(".bar .plain").nth(2).click();
      await tablet.locator(".dialog select").first().waitFor();
      await look("settings");
      await tablet.keyboard.press("Escape");
      await hold(tablet);
      await scanByHand(tablet, named("presentation-0").qr);
      const shown = await shownBy(tablet);
      expect(shown.code).toBe("policy_not_met");
      expect(await tablet.locator(".verdict .rules li").first().textContent()).toBe(text);
      await look("verdict");
      expect(await violations(tablet)).toEqual([]);
      // The words of the page stay where they are: the sign above or beside, the button below.
      const places = await tablet.evaluate(() =>
        [".verdict .sign", ".verdict h1", ".verdict .next"].map((part) => {
          const box = document.querySelector(part)?.getBoundingClientRect();
          return box !== undefined && box.top >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
        }),
      );
      expect(places).toEqual([true, true, true]);
      await dismiss(tablet);
      expect(await tablet.evaluate(() => "pwned" in globalThis)).toBe(false);
      expect(await tablet.evaluate(() => (globalThis as unknown as { violations: string[] }).violations)).toEqual([]);
      expect(troubles.get(tablet)).toEqual([]);
      await tablet.context().close();
    },
  );
});
