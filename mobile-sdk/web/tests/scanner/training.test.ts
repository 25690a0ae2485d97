import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { violations } from "../shell/axe";
import { cutOff } from "./fits";
import { dismiss, openTablet, picture, shownBy, troubles } from "./tablet";
import { checks } from "./vectors";
import { withSite } from "./with-site";

const here = withSite();

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const HAETAE =
  process.env["HAETAE_BINARY"] ?? join(process.env["CARGO_TARGET_DIR"] ?? join(ROOT, "target"), "debug", "haetae");

interface Training {
  readonly codes: readonly { readonly expected: string; readonly policy?: string }[];
}

const folder = mkdtempSync(join(tmpdir(), "haetae-training-"));
let training: Training;

beforeAll(() => {
  const path = join(folder, "training.json");
  execFileSync(HAETAE, ["specimens", "--training", path]);
  const text = readFileSync(path, "utf8");
  training = JSON.parse(text) as Training;
  here.site.answers.set("/scanner/training.json", text);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each([
  ["phone", 360, 640, "en"],
  ["tablet", 1280, 800, "ko"],
] as const)("on a %s", (size, width, height, language) => {
  test("each training code has its verdict, with the policy that it brings", async () => {
    const options = { language, now: checks.now, width, height, reducedMotion: true };
    const tablet = await openTablet(here.browser, here.site.url, options);
    await tablet.locator(".scan").waitFor();
    await tablet.locator(".bar .plain").nth(2).click();
    await tablet.getByRole("button", { name: /Start training|연습 시작/ }).click();
    await tablet.locator(".notice.training").waitFor();
    await picture(tablet, `${size}/training-policies.${language}`);
    expect(await cutOff(tablet)).toEqual([]);
    expect(await violations(tablet)).toEqual([]);
    const named = tablet.locator(".specimens small");
    expect(await named.count()).toBe(training.codes.filter(({ policy }) => policy !== undefined).length);
    expect(await named.first().textContent()).toBe(language === "ko" ? "연습: 3차 접종" : "Training: third dose");
    for (const [place, { expected }] of training.codes.entries()) {
      await tablet.locator(".specimens button").nth(place).click();
      expect((await shownBy(tablet)).code.split("+")[0], String(place)).toBe(expected);
      await dismiss(tablet);
    }
    expect(troubles.get(tablet)).toEqual([]);
    await tablet.context().close();
  });
});
