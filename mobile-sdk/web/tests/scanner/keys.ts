import type { CDPSession, Page } from "playwright-core";

/** What a device makes of a key: the character, or `Dead`, `Process`, the name of a key that makes none. */
export type Layout = Readonly<Record<string, readonly [plain: string, shifted: string]>>;

const US: Layout = {
  ...Object.fromEntries(
    [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].map((letter) => [`Key${letter}`, [letter.toLowerCase(), letter]]),
  ),
  ...Object.fromEntries(
    [..."!@#$%^&*()"].map((sign, index) => [`Digit${(index + 1) % 10}`, [String((index + 1) % 10), sign]]),
  ),
  Minus: ["-", "_"],
  Equal: ["=", "+"],
  Semicolon: [";", ":"],
  Period: [".", ">"],
  Comma: [",", "<"],
  Slash: ["/", "?"],
  Quote: ["'", '"'],
  Backquote: ["`", "~"],
  Backslash: ["\\", "|"],
  BracketLeft: ["[", "{"],
  BracketRight: ["]", "}"],
  Space: [" ", " "],
};
const dead = ["Dead", "Dead"] as const;

/** Where devices differ from the US layout that scanners type for. */
export const LAYOUTS = {
  us: {},
  german: {
    KeyY: ["z", "Z"],
    KeyZ: ["y", "Y"],
    Equal: dead,
    Backquote: dead,
    Minus: ["ß", "?"],
    Semicolon: ["ö", "Ö"],
    Slash: ["-", "_"],
    Period: [".", ":"],
    Comma: [",", ";"],
    BracketLeft: ["ü", "Ü"],
    BracketRight: ["+", "*"],
    Quote: ["ä", "Ä"],
    Backslash: ["#", "'"],
    Digit2: ["2", '"'],
    Digit3: ["3", "§"],
    Digit6: ["6", "&"],
    Digit7: ["7", "/"],
    Digit8: ["8", "("],
    Digit9: ["9", ")"],
    Digit0: ["0", "="],
  },
  swedish: {
    Equal: dead,
    BracketRight: dead,
    Minus: ["+", "?"],
    Semicolon: ["ö", "Ö"],
    Slash: ["-", "_"],
    Period: [".", ":"],
    Comma: [",", ";"],
    BracketLeft: ["å", "Å"],
    Quote: ["ä", "Ä"],
    Backslash: ["'", "*"],
    Digit2: ["2", '"'],
    Digit4: ["4", "¤"],
    Digit6: ["6", "&"],
    Digit7: ["7", "/"],
    Digit8: ["8", "("],
    Digit9: ["9", ")"],
    Digit0: ["0", "="],
  },
  french: {
    KeyQ: ["a", "A"],
    KeyA: ["q", "Q"],
    KeyW: ["z", "Z"],
    KeyZ: ["w", "W"],
    KeyM: [",", "?"],
    Semicolon: ["m", "M"],
    BracketLeft: dead,
    Comma: [";", "."],
    Period: [":", "/"],
    Slash: ["!", "§"],
    Minus: [")", "°"],
    Digit1: ["&", "1"],
    Digit2: ["é", "2"],
    Digit3: ['"', "3"],
    Digit4: ["'", "4"],
    Digit5: ["(", "5"],
    Digit6: ["-", "6"],
    Digit7: ["è", "7"],
    Digit8: ["_", "8"],
    Digit9: ["ç", "9"],
    Digit0: ["à", "0"],
  },
  /** An input method that takes every key: the event says `Process`, and its old code is 229. */
  hangul: Object.fromEntries(Object.keys(US).map((code) => [code, ["Process", "Process"]])),
  capsLock: Object.fromEntries(
    [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].map((letter) => [`Key${letter}`, [letter, letter.toLowerCase()]]),
  ),
} satisfies Readonly<Record<string, Layout>>;

/** What the keys of a number pad are without Num Lock. */
const PAD = ["Insert", "End", "ArrowDown", "PageDown", "ArrowLeft", "Clear", "ArrowRight", "Home", "ArrowUp", "PageUp"];

export interface Typing {
  readonly layout?: Layout;
  /** Milliseconds from a key to the next. */
  readonly gap?: number;
  /** Digits come from the number pad: with Num Lock, or without. */
  readonly pad?: "lock" | "no_lock";
  /** Characters are typed as numbers with Alt held; this many digits each. */
  readonly alt?: number;
  /** What a scanner sets before and behind: characters, and `^B` for a key with Ctrl. */
  readonly before?: string;
  readonly behind?: string;
  readonly end?: "Enter" | "Tab" | "NumpadEnter" | "none";
}

const ALT = 1;
const CTRL = 2;
const SHIFT = 8;

/** Types as a hand-held scanner does, with the events that the browser's input pipeline makes of its keys. */
export async function typeByKeys(page: Page, text: string, typing: Typing = {}): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const device = new Device(session, typing);
  device.framing(typing.before ?? "");
  for (const character of text) device.character(character);
  device.framing(typing.behind ?? "");
  const end = typing.end ?? "Enter";
  if (end !== "none") device.key({ key: end === "Tab" ? "Tab" : "Enter", code: end, vk: end === "Tab" ? 9 : 13 });
  await device.sent();
  await session.detach();
}

interface Key {
  readonly key: string;
  readonly code: string;
  readonly vk: number;
  readonly modifiers?: number;
  readonly location?: number;
}

class Device {
  readonly #session: CDPSession;
  readonly #typing: Typing;
  /** The pace of the device that types, not of the machine that runs the test. */
  #at = Date.now() / 1000;
  /** The browser handles them in order, without waiting between two of them. */
  readonly #sending: Promise<unknown>[] = [];

  constructor(session: CDPSession, typing: Typing) {
    this.#session = session;
    this.#typing = typing;
  }

  async sent(): Promise<void> {
    await Promise.all(this.#sending);
  }

  framing(text: string): void {
    for (const [, ctrl, plain] of text.matchAll(/\^([A-Z])|([\s\S])/g)) {
      if (ctrl === undefined) this.character(plain ?? "");
      else this.key({ key: ctrl.toLowerCase(), code: `Key${ctrl}`, vk: ctrl.charCodeAt(0), modifiers: CTRL });
    }
  }

  character(character: string): void {
    const { alt, pad } = this.#typing;
    if (alt !== undefined) this.#number(character.charCodeAt(0), alt);
    else if (pad !== undefined && /\d/.test(character)) this.#pad(Number(character), pad === "lock", 0);
    else this.#keyOf(character);
  }

  #keyOf(character: string): void {
    const found = Object.entries(US).find(([, characters]) => characters.includes(character));
    if (!found) throw new Error(`no key for ${character}`);
    const [code, [plain]] = found;
    const shift = character !== plain && code !== "Space";
    const made = this.#typing.layout?.[code] ?? US[code] ?? ["", ""];
    const key = made[shift ? 1 : 0];
    const vk =
      key === "Process"
        ? 229
        : code.startsWith("Key") || code.startsWith("Digit")
          ? code.charCodeAt(code.length - 1)
          : 0;
    if (shift) this.#send("rawKeyDown", { key: "Shift", code: "ShiftLeft", vk: 16, modifiers: SHIFT, location: 1 });
    this.key({ key, code, vk, modifiers: shift ? SHIFT : 0 });
    if (shift) this.#send("keyUp", { key: "Shift", code: "ShiftLeft", vk: 16, location: 1 });
  }

  /** Presses a key and lets it go. */
  key(key: Key): void {
    this.#at += (this.#typing.gap ?? 4) / 1000;
    this.#send("rawKeyDown", key);
    this.#send("keyUp", key);
  }

  #pad(digit: number, lock: boolean, modifiers: number): void {
    const key = lock ? String(digit) : (PAD[digit] ?? "");
    this.key({ key, code: `Numpad${digit}`, vk: lock ? 96 + digit : 0, modifiers, location: 3 });
  }

  #number(code: number, digits: number): void {
    this.#send("rawKeyDown", { key: "Alt", code: "AltLeft", vk: 18, modifiers: ALT, location: 1 });
    for (const digit of String(code).padStart(digits, "0")) this.#pad(Number(digit), true, ALT);
    this.#send("keyUp", { key: "Alt", code: "AltLeft", vk: 18, location: 1 });
    // The character that the system makes of it comes without a key.
    if (code >= 32)
      this.#sending.push(
        this.#session.send("Input.dispatchKeyEvent", {
          type: "char",
          text: String.fromCharCode(code),
          timestamp: this.#at,
        }),
      );
  }

  #send(type: "rawKeyDown" | "keyUp", { key, code, vk, modifiers = 0, location = 0 }: Key): void {
    const press = {
      key,
      code,
      modifiers,
      location,
      isKeypad: location === 3,
      windowsVirtualKeyCode: vk,
      timestamp: this.#at,
    };
    this.#sending.push(this.#session.send("Input.dispatchKeyEvent", { type, ...press }));
  }
}
