import { describe, expect, test } from "vitest";
import { bundleOfDaysBefore } from "./authority";
import { cutOff } from "./fits";
import { openSite } from "./site";
import { dismiss, hold, loadBundle, openTablet, picture, scanByHand, setTime, shownBy } from "./tablet";
import { bundle, checks, deployment, eachVerdict } from "./vectors";
import { withSite } from "./with-site";

const here = withSite({ camera: "picture" });

const SIZES = [
  ["phone", 360, 640],
  ["tablet", 1280, 800],
] as const;

/** Every screen at every size in both languages, to be looked at; and that nothing on it is cut off. */
describe.each(SIZES)("on a %s", (size, width, height) => {
  describe.each(["ko", "en"] as const)("in %s nothing is cut off", (language) => {
    const options = { language, now: checks.now, width, height, reducedMotion: true };

    test("of each verdict, with the words of both languages", async () => {
      const tablet = await openTablet(here.browser, here.site.url, options);
      await tablet.locator(".scan").waitFor();
      await loadBundle(tablet);
      await hold(tablet);
      for (const one of eachVerdict()) {
        await setTime(tablet, one.now);
        await scanByHand(tablet, one.qr);
        const { code } = await shownBy(tablet);
        await picture(tablet, `${size}/${code.replaceAll("+", "-")}.${language}`);
        expect(await cutOff(tablet), code).toEqual([]);
        await dismiss(tablet);
      }
      await tablet.context().close();
    });

    test("of the scan session and its dialogs", async () => {
      const tablet = await openTablet(here.browser, here.site.url, options);
      await tablet.locator(".camera.on").waitFor();
      const look = async (name: string) => {
        await picture(tablet, `${size}/${name}.${language}`);
        expect(await cutOff(tablet), name).toEqual([]);
      };
      await look("scan-missing");
      await loadBundle(tablet, bundleOfDaysBefore(12));
      await look("scan-stale");
      await loadBundle(tablet, bundle);
      await look("scan");
      await tablet.locator(".bar .count").click();
      await look("counts-empty");
      await tablet.keyboard.press("Escape");
      for (const [name, selector] of [
        ["data", ".bar .data"],
        ["settings", ".bar .plain >> nth=2"],
        ["type", ".tools .tool >> nth=0"],
      ] as const) {
        await tablet.locator(selector).click();
        await tablet.locator(".dialog").waitFor();
        await look(name);
        await tablet.keyboard.press("Escape");
        await tablet.locator(".dialog").waitFor({ state: "detached" });
      }
      await tablet.locator(".bar .data").click();
      await tablet.locator(".dialog footer .button", { hasText: /Show to another|보여 주기/ }).click();
      await tablet.locator(".show canvas").waitFor();
      await look("show");
      await tablet.keyboard.press("Escape");
      await tablet.locator(".bar .plain").nth(2).click();
      await tablet.getByRole("switch", { name: /Prevent reuse|재사용 방지/ }).check();
      await tablet.keyboard.press("Escape");
      await tablet.locator(".challenge .code path").waitFor();
      await look("challenge");
      await tablet.context().close();
    });

    test("of the setup", async () => {
      const bare = await openSite();
      const tablet = await openTablet(here.browser, bare.url, options);
      await tablet.locator(".setup").waitFor();
      await picture(tablet, `${size}/setup.${language}`);
      expect(await cutOff(tablet)).toEqual([]);
      const setup = {
        ...JSON.parse(deployment(bare.origin)),
        contact: { name: "질병관리청 · Korea Disease Control and Prevention Agency" },
      };
      await tablet.goto(`${bare.url}#setup=${Buffer.from(JSON.stringify(setup)).toString("base64url")}`);
      await tablet.locator(".setup.confirm .fingerprint", { hasText: /\w{4}/ }).waitFor();
      await picture(tablet, `${size}/setup-confirm.${language}`);
      expect(await cutOff(tablet)).toEqual([]);
      await tablet.context().close();
      await bare.close();
    });

    test("of training", async () => {
      const codes = eachVerdict()
        .filter((one) => one.now === checks.now)
        .map((one) => ({ expected: one.verdict, text: one.qr }));
      const data = { roots: checks.roots, bundle: bundle.toString("base64url"), now: checks.now, codes };
      here.site.answers.set("/scanner/training.json", JSON.stringify(data));
      const tablet = await openTablet(here.browser, here.site.url, options);
      await tablet.locator(".scan").waitFor();
      await tablet.locator(".bar .plain").nth(2).click();
      await tablet.getByRole("button", { name: /Start training|연습 시작/ }).click();
      await tablet.locator(".notice.training").waitFor();
      await picture(tablet, `${size}/training.${language}`);
      expect(await cutOff(tablet)).toEqual([]);
      await tablet.context().close();
    });
  });
});
