import { createHash, pbkdf2Sync } from "node:crypto";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { openTablet, picture, setTime } from "./tablet";
import { checks, deployment } from "./vectors";
import { withSite } from "./with-site";

const here = withSite();

/** A setup link whose lock is opened by this PIN, as `haetae scanner setup --lock` makes it. */
function lockingLink(pin: string): string {
  const salt = createHash("sha256").update(pin).digest().subarray(0, 16);
  const lock = {
    salt: salt.toString("base64url"),
    hash: pbkdf2Sync(pin, salt, 210_000, 32, "sha256").toString("base64url"),
    rounds: 210_000,
  };
  const setup = { ...JSON.parse(deployment(here.site.origin)), contact: { name: "질병관리청 Demo" }, lock };
  return `${here.site.url}#setup=${Buffer.from(JSON.stringify(setup)).toString("base64url")}`;
}

const settings = (tablet: Page) => tablet.locator(".bar .plain", { hasText: /^Settings$/ }).click();

async function enter(tablet: Page, pin: string): Promise<void> {
  await tablet.locator(".dialog input[type=password]").fill(pin);
  await tablet.getByRole("button", { name: "Unlock" }).click();
}

test("a PIN that is set on the tablet locks the settings, survives a restart, and can be removed", async () => {
  const tablet = await openTablet(here.browser, here.site.url, { language: "en", now: checks.now });
  await tablet.locator(".scan").waitFor();
  await settings(tablet);
  await tablet.getByRole("button", { name: "Lock settings with a PIN" }).click();
  const [pin, again] = [tablet.locator(".locking input").nth(0), tablet.locator(".locking input").nth(1)];
  for (const [one, two, answer] of [
    ["12", "12", /4 to 12 digits/],
    ["2468", "2469", /do not match/],
    ["2468", "2468", /now locked/],
  ] as const) {
    await pin.fill(one);
    await again.fill(two);
    await tablet.getByRole("button", { name: "Save" }).click();
    await tablet.locator("#lock-answer", { hasText: answer }).waitFor();
  }
  await tablet.keyboard.press("Escape");
  await tablet.reload();
  await settings(tablet);
  await picture(tablet, "pin.en");
  expect(await tablet.getByRole("switch").count()).toBe(0);
  await enter(tablet, "1357");
  await tablet.locator("#pin-answer", { hasText: "Wrong PIN" }).waitFor();
  await enter(tablet, "2468");
  await tablet.getByRole("switch", { name: /Sounds/ }).waitFor();
  await picture(tablet, "settings-locked.en");
  expect(await tablet.evaluate(() => JSON.stringify(localStorage))).not.toContain("2468");
  await tablet.getByRole("button", { name: "Remove the PIN" }).click();
  await tablet.keyboard.press("Escape");
  await settings(tablet);
  await tablet.getByRole("switch", { name: /Sounds/ }).waitFor();
  await tablet.context().close();
});

test("a setup link locks the settings; guessing takes longer and longer, also after a restart; a new link is the way out", async () => {
  const tablet = await openTablet(here.browser, here.site.url, { language: "en", now: checks.now });
  await tablet.locator(".scan").waitFor();
  await tablet.goto(lockingLink("135790"));
  await tablet.locator(".setup.confirm", { hasText: /already.*will be locked with the PIN/s }).waitFor();
  expect(await tablet.locator(".setup .issuer").textContent()).toBe("질병관리청 Demo");
  await tablet.getByRole("button", { name: "Yes, the numbers are the same" }).click();
  await settings(tablet);
  for (let guess = 0; guess < 5; guess++) {
    await enter(tablet, `000${guess}`);
    await tablet.locator("#pin-answer", { hasText: guess < 4 ? "Wrong PIN" : /Try again in 30 s/ }).waitFor();
  }
  await picture(tablet, "pin-wait.en");
  await tablet.reload();
  await settings(tablet);
  await tablet.locator("#pin-answer", { hasText: "Try again in" }).waitFor();
  await tablet.locator(".dialog input[type=password]").fill("135790");
  expect(await tablet.getByRole("button", { name: "Unlock" }).isDisabled()).toBe(true);
  await setTime(tablet, checks.now + 31);
  await tablet.locator("#pin-answer", { hasText: /^$/ }).waitFor({ state: "attached" });
  await tablet.getByRole("button", { name: "Unlock" }).click();
  await tablet.getByRole("switch", { name: /Sounds/ }).waitFor();
  await tablet.keyboard.press("Escape");
  // It was forgotten: the manager shows another link.
  await tablet.goto(lockingLink("1111"));
  await tablet.getByRole("button", { name: "Yes, the numbers are the same" }).click();
  await settings(tablet);
  await enter(tablet, "135790");
  await tablet.locator("#pin-answer", { hasText: "Wrong PIN" }).waitFor();
  await enter(tablet, "1111");
  await tablet.getByRole("switch", { name: /Sounds/ }).waitFor();
  await tablet.context().close();
});
