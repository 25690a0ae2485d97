import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { LAYOUTS, type Typing, typeByKeys } from "./keys";
import { dismiss, loadBundle, openTablet, scanByHand, shownBy, verdictOf } from "./tablet";
import { checks, named } from "./vectors";
import { withSite } from "./with-site";

const here = withSite();

const code = named("presentation-0").qr;

/** A tablet of which only the date is set: events keep the times that the device gives them. */
async function ready(): Promise<Page> {
  const tablet = await openTablet(here.browser, "about:blank", { language: "en" });
  await tablet.addInitScript((now) => {
    class Fixed extends Date {
      static override now(): number {
        return now;
      }
    }
    globalThis.Date = Fixed as DateConstructor;
    // The end of a code is waited for longer: the machine of the test may halt between two keys, the device does not.
    const real = globalThis.setTimeout;
    const patient = (work: () => void, wait = 0) => real(work, wait >= 300 && wait <= 2_500 ? wait * 4 : wait);
    Object.assign(globalThis, { setTimeout: patient });
  }, checks.now * 1_000);
  await tablet.goto(here.site.url);
  await tablet.locator(".scan").waitFor();
  await loadBundle(tablet);
  return tablet;
}

const READ: readonly [string, Typing][] = [
  ["the US layout", {}],
  ["a German layout, whose + is a dead key", { layout: LAYOUTS.german }],
  ["a Swedish layout, whose + is a dead key", { layout: LAYOUTS.swedish }],
  ["a French layout", { layout: LAYOUTS.french }],
  ["Caps Lock", { layout: LAYOUTS.capsLock }],
  ["an input method that takes every key", { layout: LAYOUTS.hangul }],
  ["the number pad", { pad: "lock" }],
  ["the number pad without Num Lock", { pad: "no_lock" }],
  ["Alt and numbers of three digits", { alt: 3, gap: 8 }],
  ["Alt and numbers of four digits", { alt: 4, gap: 30 }],
  ["100 ms a key", { gap: 100 }],
  ["250 ms a key", { gap: 250 }],
  ["100 ms a key on a German layout", { gap: 100, layout: LAYOUTS.german, before: "]Q1" }],
  ["the symbology before it", { before: "]Q1" }],
  ["the symbology of another kind before it", { before: "]d2" }],
  ["STX and ETX around it", { before: "^B", behind: "^C" }],
  ["its own words around it", { before: "GATE 2 ", behind: "*E" }],
  ["line feed and return behind it", { behind: "^J" }],
  ["a tab behind it", { end: "Tab" }],
  ["the number pad's Enter behind it", { end: "NumpadEnter" }],
  ["nothing behind it", { end: "none" }],
];

test.each(READ)("a hand-held scanner is read: %s", async (_, typing) => {
  const tablet = await ready();
  const shown = shownBy(tablet);
  await typeByKeys(tablet, code, typing);
  expect((await shown).code).toBe("admit");
  await tablet.context().close();
});

test("garbled input is read, and the screen says what to set; the same for a slow scanner", async () => {
  const tablet = await ready();
  const changed = shownBy(tablet);
  await typeByKeys(tablet, named("revoked").qr, { layout: LAYOUTS.german });
  expect([(await changed).code, (await changed).hint]).toEqual(["revoked", expect.stringMatching(/English \(US\)/)]);
  await dismiss(tablet);
  await typeByKeys(tablet, named("revoked").qr, { gap: 100 });
  expect(await verdictOf(tablet)).toBe("revoked");
  await tablet.locator(".verdict .hint", { hasText: "delay between characters" }).waitFor();
  await tablet.context().close();
});

test("unreadable keys are answered with what to do, and nothing about the visitor", async () => {
  const tablet = await ready();
  const session = await tablet.context().newCDPSession(tablet);
  const at = Date.now() / 1000;
  for (let key = 0; key < 40; key++)
    await session.send("Input.dispatchKeyEvent", {
      type: "rawKeyDown",
      key: "Unidentified",
      code: "",
      windowsVirtualKeyCode: 229,
      timestamp: at + key * 0.005,
    });
  await tablet.locator(".typing.warn", { hasText: "Enter text" }).waitFor();
  expect(await tablet.locator(".verdict").count()).toBe(0);
  await tablet.context().close();
});

test("a code that lost characters, or came through another layout of keys, is never a no", async () => {
  const tablet = await ready();
  for (let at = 4; at < code.length; at += 37) {
    await scanByHand(tablet, code.slice(0, at) + code.slice(at + 1));
    expect(await verdictOf(tablet), `without character ${at}`).toBe("malformed");
    await tablet.locator(".verdict .hint", { hasText: "were lost" }).waitFor();
    await dismiss(tablet);
  }
  await scanByHand(tablet, code.replace(":", "Ö"));
  expect(await verdictOf(tablet)).toBe("unknown_format");
  await tablet.locator(".verdict .hint", { hasText: "is garbled" }).waitFor();
  await tablet.context().close();
});
