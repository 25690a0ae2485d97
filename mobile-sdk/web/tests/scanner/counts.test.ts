import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { dismiss, loadBundle, openTablet, picture, scanByHand, setTime, verdictOf } from "./tablet";
import { checks, named } from "./vectors";
import { withSite } from "./with-site";

const here = withSite();

test.each(["ko", "en"] as const)(
  "the day's results are drawn by hour, in %s, and saved as a table without a name",
  async (language) => {
    const tablet = await openTablet(here.browser, here.site.url, { language, now: checks.now });
    await tablet.locator(".scan").waitFor();
    await loadBundle(tablet);
    const scan = async (name: string) => {
      await scanByHand(tablet, named(name).qr);
      const code = await verdictOf(tablet);
      await dismiss(tablet);
      return code;
    };
    expect(await scan("paper-0")).toBe("admit+check_id");
    expect(await scan("revoked")).toBe("revoked");
    expect(await scan("copied-pass")).toBe("holder_proof_missing");
    await setTime(tablet, checks.now + 60);
    // Seen a moment ago: the same person.
    expect(await scan("paper-0")).toBe("admit+check_id+seen_before");
    await tablet.locator(".bar .count").click();
    await tablet.locator(".dialog table.hours").waitFor();
    expect(await tablet.locator(".sums b").allTextContents()).toEqual(["1", "1", "1"]);
    await picture(tablet, `counts.${language}`);
    const [download] = await Promise.all([
      tablet.waitForEvent("download"),
      tablet.locator(".dialog footer .button").click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^haetae-scanner-\d{4}-\d\d-\d\d\.csv$/);
    const lines = readFileSync((await download.path()) ?? "", "utf8")
      .trim()
      .split("\r\n");
    expect(lines[0]).toBe("hour_from,verdict,code,count");
    const hour = /^\d{4}-\d\d-\d\dT\d\d:00\+09:00,/;
    expect(lines.slice(1).map((line) => line.replace(hour, ""))).toEqual([
      "admit,admit,1",
      "refuse,revoked,1",
      "unclear,holder_proof_missing,1",
    ]);
    await tablet.keyboard.press("Escape");
    await tablet.reload();
    await tablet.locator(".bar .count", { hasText: "1" }).waitFor();
    // The numbers of yesterday are gone.
    await setTime(tablet, checks.now + 86_400);
    await tablet.reload();
    await tablet.locator(".bar .count", { hasText: "0" }).waitFor();
    await tablet.context().close();
  },
);
