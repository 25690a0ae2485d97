import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadBundle, openBrowser, openTablet, picture, scanByHand, verdictOf } from "./tablet";
import { checks, deployment, named } from "./vectors";
import { film } from "./video";
import { withSite } from "./with-site";

const here = withSite({ delivered: false });

const link = (json: string) => `${here.site.url}#setup=${Buffer.from(json).toString("base64url")}`;

test("without roots the page says how to set it up; a link does it once a person has compared the fingerprint", async () => {
  const tablet = await openTablet(here.browser, here.site.url, { language: "en", now: checks.now });
  await tablet.locator(".setup ol").waitFor();
  await picture(tablet, "setup.en");
  await tablet.getByRole("button", { name: "한국어" }).click();
  await tablet.locator(".setup h1", { hasText: "설정해 주세요" }).waitFor();
  await picture(tablet, "setup.ko");
  await tablet.getByRole("button", { name: "English" }).click();
  await tablet.locator(".setup form input").fill("https://example.org/");
  await tablet.getByRole("button", { name: "Continue" }).click();
  expect(await tablet.locator("#setup-wrong").textContent()).toMatch(/not a setup link/);
  await tablet.locator(".setup form input").fill(link(deployment(here.site.origin)));
  await tablet.getByRole("button", { name: "Continue" }).click();
  await tablet.locator(".fingerprint", { hasText: /^([0-9a-f]{4} ){7}[0-9a-f]{4}$/ }).waitFor();
  await picture(tablet, "setup-confirm.en");
  await tablet.getByRole("button", { name: "No", exact: true }).click();
  await tablet.locator(".setup ol").waitFor();
  await tablet.goto(link(deployment(here.site.origin)));
  await tablet.reload();
  await tablet.getByRole("button", { name: "Yes, the numbers are the same" }).click();
  await tablet.locator(".bar .data.missing").waitFor();
  await loadBundle(tablet);
  await scanByHand(tablet, named("presentation-0").qr);
  expect(await verdictOf(tablet)).toBe("admit");
  expect(new URL(tablet.url()).hash).toBe("");
  await tablet.context().close();
});

test("a link to other keys is a question, and no is an answer", async () => {
  here.site.answers.set("/scanner/deployment.json", deployment(here.site.origin));
  const tablet = await openTablet(here.browser, here.site.url, { language: "en", now: checks.now });
  await tablet.locator(".bar .data.missing").waitFor();
  await loadBundle(tablet);
  const other = JSON.stringify({ roots: { threshold: 1, keys: checks.roots.keys }, origin: here.site.origin });
  await tablet.goto(link(other));
  await tablet.locator(".setup.confirm .notice").waitFor();
  await tablet.getByRole("button", { name: "No", exact: true }).click();
  await tablet.locator(".bar .data.fresh").waitFor();
  await tablet.goto(link(deployment(here.site.origin)));
  expect(await tablet.locator(".setup").count()).toBe(0);
  here.site.answers.delete("/scanner/deployment.json");
  await tablet.context().close();
});

test("the setup code is read by the camera", async () => {
  const folder = mkdtempSync(join(tmpdir(), "haetae-setup-"));
  film(join(folder, "setup.y4m"), [link(deployment(here.site.origin))]);
  const filming = await openBrowser(join(folder, "setup.y4m"));
  const tablet = await openTablet(filming, here.site.url, { now: checks.now });
  await tablet.locator(".setup.confirm").waitFor();
  await picture(tablet, "setup-confirm.ko");
  await filming.close();
  rmSync(folder, { recursive: true });
});
