// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Burst } from "./burst";
import { keysOf } from "./hangul";
import { listenToHandheld } from "./keyboard";
import { usCharacter } from "./layout";
import { type KeyPress, type Reading, readKeys, readTyped } from "./reading";

const CODE = "HP1:RRQSABSLKXE6RRQT 9 60GO06FWMPUGRJ06K8$%*+-./:";

/** The place of a character's key on a US keyboard. */
function place(character: string): { code: string; shift: boolean } {
  const codes = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].map((letter) => `Key${letter}`);
  codes.push(
    ...[..."0123456789"].map((digit) => `Digit${digit}`),
    "Minus",
    "Equal",
    "Semicolon",
    "Period",
    "Slash",
    "Space",
  );
  for (const code of codes)
    for (const shift of [false, true])
      if (usCharacter(code, shift) === character) return { code, shift: shift || /[A-Z]/.test(character) };
  throw new Error(`no key for ${character}`);
}

const presses = (text: string, key: (character: string) => string = (character) => character): KeyPress[] =>
  [...text].map((character) => ({
    key: key(character),
    us: usCharacter(place(character).code, place(character).shift),
  }));

/** What keys of the two-set Korean layout make one by one. */
const JAMO: Record<string, string> = Object.fromEntries(
  [..."QWERTYUIOPASDFGHJKLZXCVBNM"].map((key, index) => [
    key,
    "ㅃㅉㄸㄲㅆㅛㅕㅑㅒㅖㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ"[index] ?? "",
  ]),
);

describe("what was typed", () => {
  test("arrives as it is where the layouts agree", () => {
    expect(readKeys(presses(CODE))).toMatchObject({ texts: [CODE], mangled: false });
  });

  test("is repaired by the places of the keys where the Korean input is on", () => {
    const reading = readKeys(presses(CODE, (character) => JAMO[character] ?? character));
    expect(reading).toMatchObject({ texts: [CODE], mangled: true });
  });

  test("is repaired by the letters where the places are not known", () => {
    const blind = presses(CODE, (character) => JAMO[character] ?? character).map((press) => ({ ...press, us: null }));
    expect(readKeys(blind)).toMatchObject({ texts: [CODE], mangled: true });
  });

  test("is repaired where Caps Lock is on", () => {
    expect(readKeys(presses(CODE, (character) => character.toLowerCase()))).toMatchObject({
      texts: [CODE],
      mangled: true,
    });
  });

  test("is repaired where the device has a German or a French layout", () => {
    const german: Record<string, string> = { Y: "Z", Z: "Y", ":": "Ö", "-": "ß", "/": "-", "*": "(", "+": "`" };
    expect(readKeys(presses(CODE, (character) => german[character] ?? character))).toMatchObject({
      texts: [CODE],
      mangled: true,
    });
    const french: Record<string, string> = { "1": "&", A: "Q", Q: "A", ":": "M", M: "?" };
    expect(readKeys(presses(CODE, (character) => french[character] ?? character))).toMatchObject({
      texts: [CODE],
      mangled: true,
    });
  });

  test("is reported as garbled if nothing can repair it, and yields no reading", () => {
    const long = CODE.repeat(5);
    const blind = presses(long, (character) => (character === ":" ? "Ö" : character)).map((press) => ({
      ...press,
      us: null,
    }));
    expect(readKeys(blind)).toEqual({ raw: long.replaceAll(":", "Ö"), texts: [], mangled: true, isUnheard: false });
  });

  test("keeps both readings where the device may be right or wrong", () => {
    const swapped: Record<string, string> = { Y: "Z", Z: "Y" };
    const reading = readKeys(presses("HP1:XYZ", (character) => swapped[character] ?? character));
    expect(reading.texts).toEqual(["HP1:XZY", "HP1:XYZ"]);
  });

  const read = (text: string) => readKeys(presses(text));
  const long = CODE.repeat(5).replace(/(?!^)HP1:/g, "ABC");
  const readings = (before: string, behind: string) =>
    readKeys([
      ...[...before].map((key) => ({ key, us: key.toUpperCase() })),
      ...presses(long),
      ...[...behind].map((key) => ({ key, us: key.toUpperCase() })),
    ]);

  test.each(["]Q1", "]C1", "]d2", "\u0002", "Q", "STORE-7 ", "QR~"])(
    "is found behind what a scanner sets before it: %j",
    (before) => {
      expect(readings(before, "")).toMatchObject({ mangled: false });
      expect(readings(before, "").texts[0]).toBe(long);
    },
  );

  test.each(["\u0003", "~", "#END", "\\n"])("ends before what cannot be part of it: %j", (behind) => {
    expect(readings("", behind).texts[0]).toBe(long);
  });

  test.each(["*", "/E", "END", "0000"])(
    "is among the readings where what is set behind it might be part of it: %j",
    (behind) => {
      expect(readings("]Q1", behind).texts).toContain(long);
    },
  );

  test("is read by the places where keys make no character: dead keys, an input method, a number pad without Num Lock", () => {
    const nothing = new Set([..."+:0123456789ABCXYZ"]);
    const swallowed = presses(CODE).map((press) => (nothing.has(press.us ?? "") ? { ...press, key: null } : press));
    expect(readKeys(swallowed).texts).toEqual([CODE]);
    expect(readKeys(presses(CODE).map(() => ({ key: null, us: null })))).toMatchObject({ texts: [], isUnheard: true });
    expect(read("HELLO WORLD").isUnheard).toBe(false);
  });

  test("is no code where it is something else", () => {
    for (const other of ["", "HELLO", "HQ1:ABC", "<b>HP1:</b>", `https://example.org/${"a".repeat(300)}`])
      expect(readTyped(other), other).toEqual({ raw: other, texts: [], mangled: false });
  });
});

describe("what was pasted", () => {
  test("loses line ends and the spaces before it, and may end in a space", () => {
    expect(readTyped(`  ${CODE.slice(0, 20)}\r\n${CODE.slice(20)}\n`).texts).toEqual([CODE]);
    expect(readTyped(`${CODE} `).texts).toEqual([`${CODE} `, CODE]);
  });

  test("is read where an input method has put syllables together", () => {
    // 가 is R and K, 값 R, K, Q and T, 뷁 Q, N, P, F and R.
    expect(keysOf("가값뷁ㅘ ㅄ뺘1")).toBe("RKRKQTQNPFRHK QTQI1");
  });
});

describe("the pace", () => {
  const type = (burst: Burst, text: string, gap: number, from = 0) =>
    presses(text).map((press, index) => burst.press(press, from + index * gap));

  test("of a person is left to the page", () => {
    const burst = new Burst();
    expect(type(burst, "HELLO HP17", 150)).toEqual(Array(10).fill("not_ours"));
    expect(burst.press("end", 1_600)).toBe("not_ours");
  });

  test.each([60, 100, 150, 300, 550])("of a slow scanner, %i ms a key, is known by how a code begins", (gap) => {
    const burst = new Burst();
    const taken = type(burst, `Q1${CODE}`, gap);
    expect(taken.slice(6).every((one) => one === "part")).toBe(true);
    expect(readKeys(burst.finish()).texts).toEqual([CODE]);
  });

  test("of a slow scanner has pauses, up to a few times the longest one so far", () => {
    const burst = new Burst();
    type(burst, "HP1:AA", 200);
    type(burst, "BB", 200, 1_000 + 700);
    expect(readKeys(burst.finish()).texts).toEqual(["HP1:AABB"]);
  });

  test("of a scanner makes one code, which an end key ends", () => {
    const burst = new Burst();
    expect(type(burst, CODE, 5).slice(0, 5)).toEqual(["not_ours", "not_ours", "not_ours", "part", "part"]);
    expect(burst.press("end", CODE.length * 5)).toBe("end");
    expect(readKeys(burst.finish()).texts).toEqual([CODE]);
    expect(burst.isTyping).toBe(false);
  });

  test("may falter once it is clear that a scanner types", () => {
    const burst = new Burst();
    type(burst, "HP1:AA", 5);
    type(burst, "BB", 5, 300);
    expect(readKeys(burst.finish()).texts).toEqual(["HP1:AABB"]);
  });

  test("separates two codes", () => {
    const burst = new Burst();
    type(burst, "HP1:AAAA", 5);
    type(burst, "HP1:BBBB", 5, 1_000);
    expect(readKeys(burst.finish()).texts).toEqual(["HP1:BBBB"]);
  });

  test("is bounded in what it remembers", () => {
    const burst = new Burst();
    for (let at = 0; at < 20_000; at += 2) burst.press({ key: "A", us: "A" }, at);
    expect(burst.length).toBeLessThan(5_000);
  });
});

describe("a page", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    document.body.replaceChildren();
  });

  function send(target: EventTarget, key: string, code: string, shiftKey: boolean, at: number): boolean {
    const event = new KeyboardEvent("keydown", { key, code, shiftKey, bubbles: true, cancelable: true });
    Object.defineProperty(event, "timeStamp", { value: at });
    return target.dispatchEvent(event);
  }

  const typeOn = (target: EventTarget, text: string) =>
    [...text].map((character, index) =>
      send(target, character, place(character).code, place(character).shift, index * 4),
    );

  test("reads a code without an end key once the keys pause, and keeps its keys from the page", () => {
    const read: Reading[] = [];
    const stop = listenToHandheld(document, { typing: () => undefined, read: (reading) => void read.push(reading) });
    const button = document.body.appendChild(document.createElement("button"));
    expect(typeOn(button, CODE).slice(3)).toEqual(Array(CODE.length - 3).fill(false));
    expect(read).toEqual([]);
    vi.runAllTimers();
    expect(read).toMatchObject([{ texts: [CODE], mangled: false }]);
    stop();
    typeOn(button, CODE);
    vi.runAllTimers();
    expect(read).toHaveLength(1);
  });

  test("reads what is typed as numbers with Alt held, and keeps those keys from everybody else", () => {
    const read: Reading[] = [];
    const stop = listenToHandheld(document, { typing: () => undefined, read: (reading) => void read.push(reading) });
    let at = 0;
    const key = (type: string, key: string, code: string, altKey: boolean) => {
      const event = new KeyboardEvent(type, { key, code, altKey, bubbles: true, cancelable: true });
      at += 5;
      Object.defineProperty(event, "timeStamp", { value: at });
      return document.dispatchEvent(event);
    };
    for (const character of `\u0002${CODE}\r`) {
      key("keydown", "Alt", "AltLeft", true);
      for (const digit of String(character.charCodeAt(0)).padStart(4, "0"))
        expect(key("keydown", "Home", `Numpad${digit}`, true)).toBe(false);
      key("keyup", "Alt", "AltLeft", false);
    }
    expect(read).toMatchObject([{ texts: [CODE], mangled: false }]);
    stop();
  });

  test("opens nothing by the keys that frame a code", () => {
    const read: Reading[] = [];
    const stop = listenToHandheld(document, { typing: () => undefined, read: (reading) => void read.push(reading) });
    typeOn(document.body, CODE);
    const framing = new KeyboardEvent("keydown", {
      key: "j",
      code: "KeyJ",
      ctrlKey: true,
      bubbles: true,
      cancelable: true,
    });
    expect(document.body.dispatchEvent(framing)).toBe(false);
    vi.runAllTimers();
    expect(read[0]?.texts).toEqual([CODE]);
    stop();
  });

  test("leaves fields alone", () => {
    const read: Reading[] = [];
    const stop = listenToHandheld(document, { typing: () => undefined, read: (reading) => void read.push(reading) });
    const field = document.body.appendChild(document.createElement("textarea"));
    expect(typeOn(field, CODE)).toEqual(Array(CODE.length).fill(true));
    vi.runAllTimers();
    expect(read).toEqual([]);
    stop();
  });
});
