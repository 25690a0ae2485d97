import { expect, test } from "vitest";
import { dismiss, loadBundle, openTablet, picture, scanByHand, verdictOf } from "./tablet";
import { checks, named } from "./vectors";
import { withSite } from "./with-site";

const here = withSite({ camera: "picture" });

test("the tablet shows its challenge, and the answer to it is good here alone", async () => {
  const { qr, challenges } = named("challenge-met");
  const tablet = await openTablet(here.browser, "about:blank", { language: "en", now: checks.now });
  await tablet.addInitScript((hex) => {
    // The vector answers these random bytes.
    crypto.getRandomValues = (array) => {
      if (array !== null) new Uint8Array(array.buffer).set(hex.match(/../g)?.map((byte) => parseInt(byte, 16)) ?? []);
      return array;
    };
  }, challenges?.[0] ?? "");
  await tablet.goto(here.site.url);
  await tablet.locator(".camera.on").waitFor();
  await loadBundle(tablet);
  await scanByHand(tablet, qr);
  expect(await verdictOf(tablet)).toBe("holder_proof_stale");
  await dismiss(tablet);
  await tablet.locator(".bar .plain", { hasText: "Settings" }).click();
  await tablet.getByRole("switch", { name: /Prevent reuse/ }).check();
  await tablet.keyboard.press("Escape");
  await tablet.locator(".challenge .code path").waitFor();
  await picture(tablet, "challenge.en");
  await scanByHand(tablet, qr);
  expect(await verdictOf(tablet)).toBe("admit");
  await dismiss(tablet);
  // A code without an answer is no longer accepted, on a phone or on paper, also after a restart.
  for (const name of ["presentation-0", "paper-0"]) {
    await scanByHand(tablet, named(name).qr);
    expect(await verdictOf(tablet), name).toBe("challenge_missing");
    await picture(tablet, "challenge-missing.en");
    await dismiss(tablet);
  }
  await tablet.reload();
  await tablet.locator(".challenge .code path").waitFor();
  await scanByHand(tablet, named("presentation-0").qr);
  expect(await verdictOf(tablet)).toBe("challenge_missing");
  await dismiss(tablet);
  await tablet.locator(".bar .plain", { hasText: "Settings" }).click();
  await tablet.getByRole("switch", { name: /Prevent reuse/ }).uncheck();
  await tablet.keyboard.press("Escape");
  await scanByHand(tablet, named("presentation-0").qr);
  expect(await verdictOf(tablet)).toMatch(/^admit/);
  await tablet.context().close();
});
