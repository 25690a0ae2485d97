import { hasHangul, keysOf } from "./hangul";

/** A key press of a hand-held scanner. */
export interface KeyPress {
  /** The device's character for the key; `null` if it has none. */
  readonly key: string | null;
  /** What the key types on a US keyboard; `null` if its place is unknown. */
  readonly us: string | null;
}

/** What a hand-held scanner, or a person, may have typed. */
export interface Reading {
  /** What arrived, unchanged. */
  readonly raw: string;
  /** The readings that look like a pass, the most likely first; a check of each decides. Empty: it is no pass. */
  readonly texts: readonly string[];
  /** Whether the device changed what was typed, as far as this can be seen: its keyboard layout or its Korean input. */
  readonly mangled: boolean;
  /** Whether the device does not report which keys were pressed: nothing can be read. */
  readonly isUnheard?: boolean;
  /** Whether the scanner is so slow that people wait for it. */
  readonly isSlow?: boolean;
}

/** How codes begin, and the characters that follow (wire format, sections 2 and 11): QR alphanumeric mode. */
const BEGIN = /H[BPT]1:/;
const BEGIN_LENGTH = 4;
const BODY = /^[0-9A-Z $%*+\-./:]*/;
/** A pass has more characters than this. */
const LONG = 200;
/** A scanner sets at most this many characters before a code (`]Q1`, its own name) ... */
const MAX_BEFORE = 60;
/** ... and at most this many behind it. */
const MAX_BEHIND = 16;
/**
 * Text behind a code may consist of characters that codes have. Only a check can tell, so this many endings are tried.
 */
const TRIED_BEHIND = 4;
/** Stands for a key about which nothing is known. */
const UNKNOWN = "\ufffd";

/** Reads what a hand-held scanner typed. */
export function readKeys(presses: readonly KeyPress[]): Reading {
  const isKnown = presses.every((press) => press.key !== null);
  const typed = presses.map((press) => press.key ?? press.us ?? UNKNOWN).join("");
  // If a dead key or an input method has swallowed a character, only the key's position is known.
  const places = presses.map((press) => press.us ?? press.key ?? UNKNOWN).join("");
  const read = reading(isKnown ? [typed, places] : [places], typed);
  const unheard = presses.filter((press) => press.key === null && press.us === null).length;
  return { ...read, isUnheard: read.texts.length === 0 && unheard * 2 > presses.length };
}

/** Reads what was pasted or typed into a field. Line ends and spaces around it are not part of a code. */
export function readTyped(text: string): Reading {
  const line = text.replace(/[\r\n\t]+/g, "").replace(/^ +/, "");
  // A space at the end may belong to the code.
  return reading([line, line.trimEnd()], line);
}

/** Whether these keys end in the beginning of a code. */
export function beginsCode(presses: readonly KeyPress[]): boolean {
  const last = presses.slice(-BEGIN_LENGTH).map((press) => press.us ?? press.key ?? UNKNOWN);
  return last.length === BEGIN_LENGTH && BEGIN.test(last.join("").toUpperCase());
}

function reading(candidates: readonly string[], typed: string): Reading {
  const whole = candidates.map(codeIn).filter((text) => text !== null);
  const shorter = whole.flatMap((text) => Array.from({ length: TRIED_BEHIND }, (_, cut) => text.slice(0, -1 - cut)));
  // A text that is shorter than the cut is no pass either way.
  const texts = [...new Set([...whole, ...shorter.filter((text) => text.length > LONG)])];
  const clean = texts[0] !== undefined && typed.includes(texts[0].trimEnd());
  return { raw: typed, texts, mangled: !clean && (texts.length > 0 || looksMangled(typed)) };
}

/** The code in a text, without what a scanner sets before and behind it; `null` if there is none. */
function codeIn(text: string): string | null {
  const upper = hasHangul(text) ? keysOf(text.toUpperCase()) : text.toUpperCase();
  const start = upper.search(BEGIN);
  if (start < 0 || start > MAX_BEFORE) return null;
  const rest = upper.slice(start);
  const code = BODY.exec(rest)?.[0] ?? "";
  const isCode = code.length > BEGIN_LENGTH && rest.length - code.length <= MAX_BEHIND;
  return isCode ? code : null;
}

/** As long as a pass, and no other kind of code: no link, and no text in the characters of passes. */
function looksMangled(text: string): boolean {
  return text.length >= LONG && !/^[a-z]+:/i.test(text);
}
