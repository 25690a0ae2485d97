import { expect, test } from "vitest";
import { violations } from "../shell/axe";
import { codeOn, openPhone, picture, SAID, signIn } from "./phone";
import { withService } from "./with-service";

const here = withService();

test.each(["ko", "en"] as const)(
  "passes that the browser has cleared are reported as gone, with the way to get them back (%s)",
  async (language) => {
    const page = await openPhone(here.browser, language, { viewport: { width: 360, height: 640 } });
    await page.goto(here.service.wallet);
    await signIn(page, language);
    await codeOn(page);
    // The browser clears its databases while the wallet is closed.
    await page.goto(`${here.service.origin}/healthz`);
    await page.evaluate(async () => {
      for (const { name = "" } of await indexedDB.databases()) {
        await new Promise((done) => Object.assign(indexedDB.deleteDatabase(name), { onsuccess: done }));
      }
    });
    for (let opening = 0; opening < 2; opening += 1) {
      await page.goto(here.service.wallet);
      await page
        .getByText({ ko: "저장해 둔 패스가 지워졌습니다", en: "Your saved passes are gone" }[language])
        .waitFor();
      await page.goto("about:blank");
    }
    await page.goto(here.service.wallet);
    await page.getByRole("button", { name: SAID[language].begin }).waitFor();
    await picture(page, `lost.${language}`);
    expect(await violations(page)).toEqual([]);
    await signIn(page, language);
    expect(here.service.verdict(await codeOn(page), Date.now() / 1000)).toBe("admit");
    await page.goto("about:blank");
    // Who removes the last one has lost nothing.
    await page.goto(here.service.wallet);
    await page.getByRole("button", { name: SAID[language].remove }).click();
    await page.getByRole("button", { name: { ko: "삭제", en: "Delete" }[language], exact: true }).click();
    await page.getByRole("button", { name: SAID[language].begin }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: SAID[language].begin }).waitFor();
    expect(
      await page.getByText({ ko: "저장해 둔 패스가 지워졌습니다", en: "Your saved passes are gone" }[language]).count(),
    ).toBe(0);
    await page.context().close();
  },
);

test.each(["ko", "en"] as const)("a browser without storage is reported (%s)", async (language) => {
  const page = await openPhone(here.browser, language);
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException(
        "A mutation operation was attempted on a database that did not allow mutations.",
        "InvalidStateError",
      );
    };
  });
  await page.goto(here.service.wallet);
  await page.getByText({ ko: "저장 공간을 열지 못해", en: "cannot open this phone's storage" }[language]).waitFor();
  await picture(page, `no-storage.${language}`);
  await page.context().close();
});
