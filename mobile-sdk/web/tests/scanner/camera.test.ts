import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSite, type Site } from "./site";
import { loadBundle, openBrowser, openTablet, picture, troubles, verdictOf } from "./tablet";
import { checks, deployment, named } from "./vectors";
import { film } from "./video";

let site: Site;
const folder = mkdtempSync(join(tmpdir(), "haetae-film-"));

beforeAll(async () => {
  site = await openSite();
  site.answers.set("/scanner/deployment.json", deployment(site.origin));
});
afterAll(async () => {
  await site.close();
  rmSync(folder, { recursive: true });
});

/** A tablet whose camera films these codes, with the data in force. */
async function filming(texts: readonly (string | null)[]) {
  const path = join(folder, `${Math.abs(texts.length * 31 + (texts[0]?.length ?? 0))}.y4m`);
  film(path, texts);
  const browser = await openBrowser(path);
  const tablet = await openTablet(browser, site.url, { now: checks.now });
  await tablet.locator(".scan").waitFor();
  return { browser, tablet };
}

test("a code in front of the camera is checked once while it stays there", async () => {
  const { browser, tablet } = await filming([named("revoked").qr]);
  await verdictOf(tablet);
  await tablet.keyboard.press("Escape");
  await tablet.locator(".verdict").waitFor({ state: "detached" });
  await loadBundle(tablet);
  await picture(tablet, "camera.ko");
  // Thirty more frames of the same code are no next code.
  await tablet.evaluate(
    () =>
      new Promise<void>((done) => {
        const video = document.querySelector("video");
        let frames = 0;
        const count = () => (++frames < 30 ? video?.requestVideoFrameCallback(count) : done());
        video?.requestVideoFrameCallback(count);
      }),
  );
  expect(await tablet.locator(".verdict").count()).toBe(0);
  expect(troubles.get(tablet)).toEqual([]);
  await browser.close();
});

test("one code after the other is checked", async () => {
  const { browser, tablet } = await filming([named("revoked").qr, named("stranger").qr, named("copied-pass").qr]);
  await loadBundle(tablet);
  for (const code of ["revoked", "unknown_key", "holder_proof_missing", "revoked"])
    await tablet.locator(`.verdict[data-code=${code}]`).waitFor();
  await browser.close();
});

test("a camera that dies is started again", async () => {
  const { browser, tablet } = await filming([named("revoked").qr, null]);
  await tablet.locator(".camera.on").waitFor();
  await tablet.evaluate(() => {
    const stream = document.querySelector("video")?.srcObject as MediaStream | undefined;
    const track = stream?.getVideoTracks()[0];
    track?.stop();
    track?.dispatchEvent(new Event("ended"));
  });
  await tablet.locator(".camera.died").waitFor();
  await tablet.locator(".camera.on").waitFor();
  await browser.close();
});

test("without a camera, or where it is denied, the page says so and everything else works", async () => {
  const none = await openBrowser("none");
  const bare = await openTablet(none, site.url, { language: "en", now: checks.now });
  await bare.locator(".camera.none").waitFor();
  await picture(bare, "camera-none.en");
  await none.close();

  const browser = await openBrowser();
  const tablet = await openTablet(browser, site.url, { language: "en", now: checks.now, allowCamera: false });
  await tablet.locator(".camera.denied").waitFor();
  expect(await tablet.locator(".trouble").textContent()).toMatch(/Allow the camera/);
  await picture(tablet, "camera-denied.en");
  await loadBundle(tablet);
  await tablet.getByRole("button", { name: "Enter text" }).click();
  await tablet.locator(".dialog textarea").fill(named("presentation-0").qr);
  await tablet.getByRole("button", { name: "Check" }).click();
  expect(await verdictOf(tablet)).toBe("admit");
  await tablet.context().grantPermissions(["camera"]);
  await tablet.locator(".verdict").waitFor({ state: "detached" });
  await tablet.getByRole("button", { name: "Try again" }).click();
  await tablet.locator(".camera.on").waitFor();
  await browser.close();
});

test("light, zoom and the chosen camera are offered where the camera has them", async () => {
  const browser = await openBrowser();
  const tablet = await openTablet(browser, "about:blank", { language: "en", now: checks.now });
  await tablet.addInitScript(() => {
    const wishes: unknown[] = [];
    Object.assign(globalThis, { wishes });
    MediaStreamTrack.prototype.getCapabilities = () =>
      ({ torch: true, zoom: { min: 1, max: 4, step: 0.5 } }) as MediaTrackCapabilities;
    MediaStreamTrack.prototype.applyConstraints = async (wish) => void wishes.push(wish?.advanced?.[0]);
  });
  await tablet.goto(site.url);
  await tablet.getByRole("button", { name: "Torch" }).click();
  expect(await tablet.getByRole("button", { name: "Torch" }).getAttribute("aria-pressed")).toBe("true");
  await tablet.locator(".zoom input").fill("2.5");
  expect(await tablet.evaluate(() => (globalThis as unknown as { wishes: unknown[] }).wishes)).toEqual([
    { torch: true },
    { zoom: 2.5 },
  ]);
  await tablet.reload();
  expect(await tablet.locator(".zoom input").inputValue()).toBe("2.5");
  await browser.close();
});
