import { expect, test } from "vitest";
import { atTheDoor } from "./door";
import { dismiss, loadBundle, openTablet, scanByHand, verdictOf } from "./tablet";
import { checks, named } from "./vectors";

const door = atTheDoor();

const code = named("presentation-0").qr;
/** What the keys of a code make on a device with the Korean input on. */
const jamo = (character: string) => "ㅃㅉㄸㄲㅆㅛㅕㅑㅒㅖㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ"["QWERTYUIOPASDFGHJKLZXCVBNM".indexOf(character)] ?? character;

test("a code that comes with the Korean input on is read, and the door is told about the keyboard", async () => {
  const tablet = await openTablet(door.browser, door.site.url, { language: "en", now: checks.now });
  await tablet.locator(".door").waitFor();
  await loadBundle(tablet);
  await scanByHand(tablet, code, jamo);
  expect(await verdictOf(tablet)).toBe("admit");
  await tablet.locator(".verdict .hint", { hasText: "Korean input off" }).waitFor();
  await tablet.context().close();
});

test("a code that lost characters, or came through another layout of keys, is never a no", async () => {
  const tablet = await openTablet(door.browser, door.site.url, { language: "en", now: checks.now });
  await tablet.locator(".door").waitFor();
  await loadBundle(tablet);
  for (let at = 4; at < code.length; at += 37) {
    await scanByHand(tablet, code.slice(0, at) + code.slice(at + 1));
    expect(await verdictOf(tablet), `without character ${at}`).toBe("malformed");
    await tablet.locator(".verdict .hint", { hasText: "Characters were lost" }).waitFor();
    await dismiss(tablet);
  }
  await scanByHand(tablet, code.replace(":", "Ö"));
  expect(await verdictOf(tablet)).toBe("unknown_format");
  await tablet.locator(".verdict .hint", { hasText: "keys arrive changed" }).waitFor();
  await tablet.context().close();
});
