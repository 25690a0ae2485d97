import { describe, expect, test } from "vitest";
import { dismiss, loadBundle, openTablet, picture, scanByHand, setTime, shownBy, verdictOf } from "./tablet";
import { checks, deployment, named } from "./vectors";
import { withSite } from "./with-site";

const here = withSite();

describe("the text", () => {
  test("of a revocation names the issuer and how to reach it, as it is served today", async () => {
    const contact = { name: "질병관리청", telephone: "1339" };
    const tablet = await openTablet(here.browser, here.site.url, { now: checks.now });
    await tablet.locator(".scan").waitFor();
    await loadBundle(tablet);
    await scanByHand(tablet, named("revoked").qr);
    expect((await shownBy(tablet)).advice).toBe(
      "발급 기관에서 이 패스를 취소했습니다. 사유는 발급 기관에 문의해 주세요.",
    );
    here.site.answers.set(
      "/scanner/deployment.json",
      JSON.stringify({ ...JSON.parse(deployment(here.site.origin)), contact }),
    );
    await tablet.reload();
    await tablet.locator(".bar .data.fresh").waitFor();
    await expect
      .poll(async () => {
        await scanByHand(tablet, named("revoked").qr);
        const { advice } = await shownBy(tablet);
        if (!advice.includes("1339")) await dismiss(tablet);
        return advice;
      })
      .toBe("발급 기관에서 이 패스를 취소했습니다. 사유는 질병관리청(1339)에 문의해 주세요.");
    await picture(tablet, "revoked-contact.ko");
    here.site.answers.set("/scanner/deployment.json", deployment(here.site.origin));
    await tablet.context().close();
  });

  test("of an expired paper pass is to print it again, of a phone's to open the app", async () => {
    const tablet = await openTablet(here.browser, here.site.url, { language: "en", now: checks.now });
    await tablet.locator(".scan").waitFor();
    await loadBundle(tablet);
    const at = async (name: string) => {
      const { qr } = named(name);
      await setTime(tablet, checks.now + 15 * 86_400);
      await scanByHand(tablet, qr);
      const shown = await shownBy(tablet);
      await dismiss(tablet);
      return shown;
    };
    const [paper, phone] = [await at("paper-0"), await at("presentation-0")];
    expect([paper.code, phone.code]).toEqual(["expired", "expired"]);
    expect(paper.reason).toMatch(/^This paper pass has expired It expired .* \(UTC\+09:00\)\.$/);
    expect(paper.advice).toBe("Ask the issuer to print a new one, or show a pass in the app.");
    expect(phone.reason).toMatch(/^This pass has expired/);
    expect(phone.advice).toBe("Open today's pass in the app.");
    await tablet.context().close();
  });

  test("about an admitted visitor is no name, once the verdict has gone", async () => {
    const tablet = await openTablet(here.browser, here.site.url, { now: checks.now });
    await tablet.locator(".scan").waitFor();
    await loadBundle(tablet);
    await scanByHand(tablet, named("paper-0").qr);
    const name = /佐々\*/;
    expect((await shownBy(tablet)).text).toMatch(name);
    await dismiss(tablet);
    expect(await tablet.locator("body").textContent()).not.toMatch(name);
    await scanByHand(tablet, named("paper-0").qr);
    expect(await verdictOf(tablet)).toBe("admit+check_id+seen_before");
    await dismiss(tablet);
    await tablet.locator(".reminder", { hasText: "같은 사람인지" }).waitFor();
    expect(await tablet.locator("body").textContent()).not.toMatch(name);
    await tablet.context().close();
  });

  test.each([
    ["photo.heic", Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic", "latin1"), "HEIC files cannot be read here"],
    ["pass.pdf", Buffer.from("%PDF-1.7\n"), "PDF files cannot be read here"],
    ["scan.tiff", Buffer.from("II*\0\x08\0\0\0", "latin1"), "TIFF files cannot be read here"],
    ["page.html", Buffer.from("<!doctype html><title>x</title>"), "HTML files cannot be read here"],
    ["broken.png", Buffer.from("\x89PNG\r\n\x1a\nbroken", "latin1"), "This picture is damaged"],
    ["text.png", Buffer.from("not a picture"), "This file is not a picture"],
    ["empty.png", Buffer.alloc(0), "This file is not a picture"],
  ])("about the file %s is its format, and nothing about the visitor", async (name, buffer, words) => {
    const tablet = await openTablet(here.browser, here.site.url, { language: "en", now: checks.now });
    await tablet.locator(".scan").waitFor();
    await tablet.locator(".tools input[type=file]").setInputFiles({ name, mimeType: "image/png", buffer });
    await tablet.locator(".typing.warn", { hasText: words }).waitFor();
    expect(await tablet.locator(".verdict").count()).toBe(0);
    await tablet.context().close();
  });
});
