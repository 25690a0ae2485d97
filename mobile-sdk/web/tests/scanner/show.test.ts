import { seriesEngine } from "@haetae/sdk/series";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { violations } from "../shell/axe";
import { drawing, show } from "./filming";
import { loadBundle, openTablet, picture, scanByHand, troubles, verdictOf } from "./tablet";
import { bundle, checks, named } from "./vectors";
import { withSite } from "./with-site";

const here = withSite();

async function showing(options: Parameters<typeof openTablet>[2] = {}): Promise<Page> {
  const tablet = await openTablet(here.browser, here.site.url, { now: checks.now, ...options });
  await tablet.locator(".scan").waitFor();
  await loadBundle(tablet);
  await show(tablet);
  return tablet;
}

/** Waits until another code is drawn. */
const another = (tablet: Page, drawn: string) =>
  tablet.waitForFunction(
    (drawn) => document.querySelector<HTMLCanvasElement>(".show canvas")?.toDataURL() !== drawn,
    drawn,
  );

/** Waits for this many frames of the screen. */
const painted = (tablet: Page, pictures: number) =>
  tablet.evaluate(
    (pictures) =>
      new Promise<void>((done) => {
        const count = (left: number) => (left > 0 ? requestAnimationFrame(() => count(left - 1)) : done());
        count(pictures);
      }),
    pictures,
  );

describe.each(["ko", "en"] as const)("in %s", (language) => {
  test("the codes fill the screen with the age of the data, and axe finds nothing wrong", async () => {
    const tablet = await showing({ language });
    await another(tablet, await drawing(tablet));
    await picture(tablet, `show.${language}`);
    const said =
      language === "ko" ? /데이터 발행: 2일 전.*코드 29개, 약 4초/ : /issued 2 days ago.*29 codes: about 4 s/;
    expect(await tablet.locator(".show .of-age").textContent()).toMatch(said);
    expect(await violations(tablet)).toEqual([]);
    expect(troubles.get(tablet)).toEqual([]);
    await tablet.context().close();
  });

  test("receiving is announced and axe finds nothing wrong, whatever comes", async () => {
    const tablet = await openTablet(here.browser, here.site.url, { language, now: checks.now, reducedMotion: true });
    await tablet.locator(".scan").waitFor();
    await tablet.locator(".bar .data").click();
    await tablet
      .getByRole("button", { name: language === "ko" ? "다른 스캐너에서 업데이트" : "Update from another scanner" })
      .click();
    await tablet.locator(".series.asked").waitFor();
    expect(await tablet.evaluate(() => document.activeElement?.textContent)).toBe(
      language === "ko" ? "취소" : "Cancel",
    );
    await picture(tablet, `series-asked.${language}`);
    expect(await violations(tablet)).toEqual([]);
    // A hand-held scanner reads codes one by one: nothing moves while axe looks.
    const engine = await seriesEngine();
    const codes = await engine.open(bundle, 2_000);
    for (let number = 0; number < codes - 1; number++) await scanByHand(tablet, await engine.text(number));
    await tablet.locator(".series.receiving", { hasText: String(codes - 1) }).waitFor();
    expect(await violations(tablet)).toEqual([]);
    await scanByHand(tablet, await engine.text(codes - 1));
    await tablet.locator(".series.over[data-ending=taken]").waitFor();
    expect(await tablet.locator("p[role=status]").textContent()).toMatch(language === "ko" ? /적용했습니다/ : /in use/);
    expect(await violations(tablet)).toEqual([]);
    await engine.open(new Uint8Array(2_000_000), 2_000);
    await scanByHand(tablet, await engine.text(0));
    await tablet.locator(".series.over[data-ending=too_large]").waitFor();
    expect(await violations(tablet)).toEqual([]);
    await tablet.locator(".series .button").press("Enter");
    await tablet.locator(".series").waitFor({ state: "detached" });
    expect(await tablet.locator("p[role=status]").textContent()).toBe("");
    await tablet.context().close();
  });
});

test("a keyboard opens it, slows it down, stops it, goes on and closes it", async () => {
  const tablet = await openTablet(here.browser, here.site.url, { language: "en", now: checks.now });
  await tablet.locator(".scan").waitFor();
  await loadBundle(tablet);
  await tablet.locator(".bar .data").press("Enter");
  await tablet.getByRole("button", { name: "Show to another scanner" }).press("Enter");
  await another(tablet, await drawing(tablet));
  await tablet.getByRole("radio", { name: "8" }).press("ArrowRight");
  expect(await tablet.getByRole("radio", { name: "4" }).isChecked()).toBe(true);
  expect(await tablet.locator(".show .of-age").textContent()).toMatch(/about 8 s/);
  await another(tablet, await drawing(tablet));
  await tablet.getByRole("button", { name: "Pause" }).press("Enter");
  await tablet.getByRole("button", { name: "Continue" }).waitFor();
  // A code that was on its way at the stop is no longer drawn.
  const stopped = await drawing(tablet);
  await painted(tablet, 60);
  expect(await drawing(tablet)).toBe(stopped);
  await tablet.getByRole("button", { name: "Continue" }).press("Enter");
  await another(tablet, stopped);
  await tablet.keyboard.press("Escape");
  await tablet.locator(".show").waitFor({ state: "detached" });
  expect(await tablet.evaluate(() => document.activeElement?.tagName)).toBe("MAIN");
  await tablet.context().close();
});

test("a device that reduce motion shows them slowly, and shows them all the same", async () => {
  const tablet = await showing({ language: "en", reducedMotion: true });
  expect(await tablet.getByRole("radio", { name: "2" }).isChecked()).toBe(true);
  expect(await tablet.locator(".show").textContent()).toContain("reduce motion");
  await another(tablet, await drawing(tablet));
  await tablet.context().close();
});

test("a visitor who comes in between is checked: the verdict replaces the codes", async () => {
  const tablet = await showing({ language: "en" });
  await scanByHand(tablet, named("revoked").qr);
  expect(await verdictOf(tablet)).toBe("revoked");
  await tablet.locator(".show").waitFor({ state: "detached" });
  await tablet.context().close();
});

test("a scanner without data has nothing to show", async () => {
  const tablet = await openTablet(here.browser, here.site.url, { language: "en", now: checks.now });
  await tablet.locator(".bar .data.missing").click();
  await tablet.getByRole("button", { name: "Update from another scanner" }).waitFor();
  expect(await tablet.getByRole("button", { name: "Show to another scanner" }).count()).toBe(0);
  await tablet.context().close();
});

test.each([
  ["on a phone", 360, 740],
  ["on its side", 740, 360],
  ["with a challenge beside the camera", 1024, 768],
] as const)(
  "%s nothing of what is received is cut off, nor covers what else can be touched",
  async (name, width, height) => {
    const tablet = await openTablet(here.browser, "about:blank", { language: "en", now: checks.now, width, height });
    await tablet.addInitScript(
      (challenge) =>
        location.protocol === "http:" &&
        localStorage.setItem("haetae-scanner-settings", JSON.stringify({ language: "en", challenge })),
      name.includes("challenge"),
    );
    await tablet.goto(here.site.url);
    await tablet.locator(".bar .data.missing").click();
    await tablet.getByRole("button", { name: "Update from another scanner" }).click();
    await tablet.locator(".series.asked").waitFor();
    await picture(tablet, `series-${width}x${height}`);
    const seen = await tablet.evaluate(() => {
      const box = (selector: string) => document.querySelector(selector)?.getBoundingClientRect();
      const [series, camera, tool] = [box(".series"), box(".camera"), box(".tools .tool")];
      if (!series || !camera || !tool) return null;
      return {
        inside: series.left >= camera.left && series.right <= camera.right && series.top >= camera.top,
        free: series.bottom <= tool.top,
        wide: document.documentElement.scrollWidth - innerWidth,
      };
    });
    expect(seen).toEqual({ inside: true, free: true, wide: 0 });
    await tablet.context().close();
  },
);

test.each([
  ["on a phone", 360, 740],
  ["on its side", 740, 360],
  ["at 200 % zoom", 640, 400],
  ["on a tablet held upright", 800, 1280],
] as const)("%s the whole code is in sight, black on white in the dark too", async (_, width, height) => {
  const tablet = await showing({ width, height });
  await tablet.emulateMedia({ colorScheme: "dark" });
  await another(tablet, await drawing(tablet));
  await picture(tablet, `show-${width}x${height}`);
  const seen = await tablet.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>(".show canvas");
    const box = canvas?.getBoundingClientRect();
    const pixels = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    const colours = new Set<number>();
    for (let at = 0; at < pixels.length; at += 4)
      colours.add(((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0));
    const show = document.querySelector(".show");
    return {
      inside: !!box && box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight,
      square: !!box && Math.abs(box.width - box.height) < 1,
      share: box ? box.height / Math.min(innerWidth, innerHeight) : 0,
      colours: [...colours].sort(),
      behind: show && getComputedStyle(show).backgroundColor,
      wide: show ? show.scrollWidth - show.clientWidth : 1,
    };
  });
  expect(seen).toEqual({
    inside: true,
    square: true,
    share: expect.any(Number),
    colours: [0, 0xffffff],
    behind: "rgb(255, 255, 255)",
    wide: 0,
  });
  expect(seen.share).toBeGreaterThan(0.6);
  await tablet.context().close();
});
