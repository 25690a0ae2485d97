import { hasHangul, keysOf } from "./hangul";

/** A key press of a hand-held scanner. */
export interface KeyPress {
  /** What the device makes of the key. */
  readonly key: string;
  /** What the key types on a US keyboard; `null` if its place is unknown. */
  readonly us: string | null;
}

/** What a hand-held scanner, or somebody's fingers, may have meant. */
export interface Reading {
  /** What arrived, as it arrived. */
  readonly raw: string;
  /** The readings that look like a pass, the likeliest first; a check of each decides. Empty: it is no pass. */
  readonly texts: readonly string[];
  /** Whether the device changed what was typed, as far as one can tell: its keyboard layout or its Korean input. */
  readonly mangled: boolean;
}

/** The characters of a code (wire format, sections 2 and 11): QR alphanumeric mode behind one of the prefixes. */
const CODE = /^H[BPT]1:[0-9A-Z $%*+\-./:]*$/;
/** A pass has more characters than this. */
const LONG = 200;

/** Reads what a hand-held scanner typed. */
export function readKeys(presses: readonly KeyPress[]): Reading {
  const typed = presses.map((press) => press.key).join("");
  // Where the input method has swallowed a key only its place is left.
  const places = presses.every((press) => press.us !== null) ? presses.map((press) => press.us).join("") : "";
  return reading([typed, places], typed);
}

/** Reads what was pasted or typed into a field. Line ends and the spaces around it are not part of a code. */
export function readText(text: string): Reading {
  const line = text.replace(/[\r\n\t]+/g, "").replace(/^ +/, "");
  // A space at the end may belong to the code.
  return reading([line, line.trimEnd()], line);
}

function reading(candidates: readonly string[], typed: string): Reading {
  const all = candidates.flatMap((text) => {
    const upper = text.toUpperCase();
    return hasHangul(upper) ? [keysOf(upper)] : [upper];
  });
  const texts = [...new Set(all)].filter((text) => CODE.test(text));
  const clean = texts[0] === typed || texts[0] === typed.trimEnd();
  return { raw: typed, texts, mangled: !clean && (texts.length > 0 || looksMangled(typed)) };
}

/** As long as a pass, and not a code of somebody else's: a link, or text in the characters of ours. */
function looksMangled(text: string): boolean {
  return text.length >= LONG && !/^[a-z]+:/i.test(text);
}
