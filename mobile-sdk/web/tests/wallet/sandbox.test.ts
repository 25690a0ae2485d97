import { expect, test } from "vitest";
import { Sandbox } from "../../sample/src/rehearsal";
import { hold, openPage, scanByHand, verdictOf } from "../scanner/tablet";
import { codeOn, openBrowser, openPhone, picture, signIn } from "./phone";

test("a scanner that admits the passes of a sandbox shows it without colours, and says that it is a specimen", async () => {
  const [sandbox, browser] = [await Sandbox.start(), await openBrowser()];
  try {
    const phone = await openPhone(browser, "ko");
    await phone.goto(`${sandbox.address}/wallet/`);
    await signIn(phone, "ko");
    const tablet = await openPage(await browser.newContext({ locale: "ko-KR" }), `${sandbox.address}/scanner/`);
    await tablet.getByText("견본").waitFor();
    await tablet.waitForFunction(() => document.querySelector(".notice.missing") === null);
    await hold(tablet);
    await scanByHand(tablet, await codeOn(phone));
    expect(await verdictOf(tablet)).toBe("admit");
    await picture(tablet, "sandbox-scanner.ko");
    expect(await tablet.locator("main").evaluate((main) => getComputedStyle(main).filter)).toBe("grayscale(1)");
  } finally {
    await browser.close();
    await sandbox.end();
  }
});
