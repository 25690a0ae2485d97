import type { Page } from "playwright-core";
import { PNG } from "pngjs";
import QRCode from "qrcode";
import { expect, test } from "vitest";
import { dismiss, loadBundle, openTablet, scanByHand, troubles, verdictOf } from "./tablet";
import { checks, named } from "./vectors";
import { withSite } from "./with-site";

const here = withSite();

const MARKUP = `<img src=x onerror="globalThis.pwned=1"><script>globalThis.pwned=1</script><style>*{display:none}</style>`;
const CODES = [
  MARKUP,
  `HP1:${MARKUP}`,
  `HT1:${MARKUP}`,
  `HP1:${"A".repeat(4_292)}`,
  "%".repeat(4_296),
  "HT1:\u0000\u0007\u001b[2J\u202e\u2066\ufeff\u2028",
  "javascript:globalThis.pwned=1",
  "https://example.org/#setup=e30",
  "HT1:가나다라마바사아자차카타파하".repeat(50),
  "__proto__",
  "{{constructor.constructor('globalThis.pwned=1')()}}",
];

/** Everything of the page but the verdict, its announcement and the clock's words. */
const rest = (page: Page) =>
  page.evaluate(() => {
    const copy = document.documentElement.cloneNode(true) as HTMLElement;
    for (const changing of copy.querySelectorAll(".verdict, [role=alert], .ages, .typing, [inert]"))
      changing.replaceChildren();
    for (const verdict of copy.querySelectorAll(".verdict")) verdict.remove();
    for (const waiting of copy.querySelectorAll("[inert]")) waiting.removeAttribute("inert");
    for (const waiting of copy.querySelectorAll(".waiting")) waiting.replaceChildren();
    return copy.outerHTML;
  });

test("hostile codes change nothing on the page but the verdict", async () => {
  const tablet = await openTablet(here.browser, here.site.url, { now: checks.now });
  await tablet.locator(".scan").waitFor();
  await loadBundle(tablet);
  const before = await rest(tablet);
  for (const code of CODES) {
    await scanByHand(tablet, code);
    expect(["malformed", "unknown_format"], code).toContain(await verdictOf(tablet));
    expect(await rest(tablet), code).toBe(before);
    expect(await tablet.locator(".verdict").innerHTML()).not.toContain(code.slice(0, 30));
    await dismiss(tablet);
  }
  expect(await tablet.evaluate(() => "pwned" in globalThis)).toBe(false);
  expect(await tablet.evaluate(() => (globalThis as unknown as { violations: string[] }).violations)).toEqual([]);
  expect(troubles.get(tablet)).toEqual([]);
  await scanByHand(tablet, named("presentation-0").qr);
  expect(await verdictOf(tablet)).toBe("admit");
  await tablet.context().close();
});

test("hostile pictures end in a verdict: the largest code there is, markup in a code, no code at all", async () => {
  const tablet = await openTablet(here.browser, here.site.url, { now: checks.now });
  await tablet.locator(".scan").waitFor();
  await loadBundle(tablet);
  const pictures: [string, Buffer, string[]][] = [
    ["markup.png", await QRCode.toBuffer(MARKUP, { scale: 6 }), ["unknown_format"]],
    [
      "largest.png",
      await QRCode.toBuffer([{ data: `HP1:${"A".repeat(4_292)}`, mode: "alphanumeric" }], {
        scale: 6,
        errorCorrectionLevel: "L",
      }),
      ["malformed", "unreadable"],
    ],
    [
      "controls.png",
      await QRCode.toBuffer([{ data: Buffer.from("HT1:\u0000\u001b\u0007"), mode: "byte" }], { scale: 8 }),
      ["malformed", "unknown_format"],
    ],
    ["nothing.png", PNG.sync.write(new PNG({ width: 64, height: 64 })), ["unreadable"]],
    [
      "good.png",
      await QRCode.toBuffer([{ data: named("presentation-0").qr, mode: "alphanumeric" }], { scale: 6 }),
      ["admit"],
    ],
  ];
  for (const [name, buffer, wanted] of pictures) {
    await tablet.locator(".tools input[type=file]").setInputFiles({ name, mimeType: "image/png", buffer });
    expect(wanted, name).toContain(await verdictOf(tablet));
    await dismiss(tablet);
  }
  expect(await tablet.evaluate(() => "pwned" in globalThis)).toBe(false);
  expect(troubles.get(tablet)).toEqual([]);
  await tablet.context().close();
});
