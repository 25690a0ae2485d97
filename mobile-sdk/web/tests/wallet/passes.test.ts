import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { violations } from "../shell/axe";
import { codeOn, openPhone, picture, SAID, signIn, troubles } from "./phone";
import { withService } from "./with-service";

const here = withService();

const now = () => Date.now() / 1000;

describe.each(["ko", "en"] as const)("in %s", (language) => {
  test("a citizen signs in, and a scanner admits the code on the screen", async () => {
    const page = await openPhone(here.browser, language);
    await page.goto(here.service.wallet);
    await page.getByRole("button", { name: SAID[language].begin }).waitFor();
    await picture(page, `welcome.${language}`);
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: SAID[language].begin }).click();
    await page.locator(".citizens button").first().waitFor();
    await picture(page, `sign-in.${language}`);
    expect(await violations(page)).toEqual([]);
    await page.locator(".citizens button").first().click();
    const text = await codeOn(page);
    expect(text).toMatch(/^HP1:/);
    expect(here.service.verdict(text, now())).toBe("admit");
    await page.locator(".facts li").first().waitFor();
    await picture(page, `home.${language}`);
    expect(await violations(page)).toEqual([]);
    expect(troubles.get(page)).toEqual([]);
    await page.context().close();
  });

  test("several people have their passes on one phone", async () => {
    const page = await openPhone(here.browser, language);
    await page.goto(here.service.wallet);
    await signIn(page, language, 0);
    const mine = await codeOn(page);
    await page.getByRole("button", { name: SAID[language].add }).click();
    await page.getByLabel(SAID[language].other).check();
    await page.getByLabel(SAID[language].label).fill(language === "ko" ? "첫째" : "Eldest");
    await page.locator(".citizens button").nth(1).click();
    const people = page.locator(".people button");
    await people.nth(1).waitFor();
    await page.waitForFunction(
      (old) => document.querySelector<HTMLElement>("[data-text]")?.dataset["text"] !== old,
      mine,
    );
    const childs = await codeOn(page);
    expect([here.service.verdict(mine, now()), here.service.verdict(childs, now())]).toEqual(["admit", "admit"]);
    await picture(page, `two-people.${language}`);
    expect(await violations(page)).toEqual([]);
    expect(await people.evaluateAll((all) => all.filter((one) => one.ariaPressed === "true").length)).toBe(1);
    await page.context().close();
  });
});

test("a picture of the code on the screen is read and admitted", async () => {
  const page = await openPhone(here.browser, "ko");
  await page.goto(here.service.wallet);
  await signIn(page, "ko");
  await codeOn(page);
  const folder = mkdtempSync(join(tmpdir(), "haetae-code-"));
  const path = join(folder, "code.png");
  await page.screenshot({ path });
  expect(here.service.verdict(path, now())).toBe("admit");
  rmSync(folder, { recursive: true });
  await page.context().close();
});
