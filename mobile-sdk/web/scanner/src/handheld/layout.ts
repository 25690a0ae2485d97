/**
 * The characters of a US keyboard by key (`KeyboardEvent.code`). Hand-held scanners press keys for that layout; the
 * device may produce other characters.
 */
const PLAIN: Readonly<Record<string, readonly [plain: string, shifted: string]>> = {
  Digit1: ["1", "!"],
  Digit2: ["2", "@"],
  Digit3: ["3", "#"],
  Digit4: ["4", "$"],
  Digit5: ["5", "%"],
  Digit6: ["6", "^"],
  Digit7: ["7", "&"],
  Digit8: ["8", "*"],
  Digit9: ["9", "("],
  Digit0: ["0", ")"],
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
  NumpadAdd: ["+", "+"],
  NumpadSubtract: ["-", "-"],
  NumpadMultiply: ["*", "*"],
  NumpadDivide: ["/", "/"],
  NumpadDecimal: [".", "."],
};

/** The character of a key on a US keyboard; `null` for a key without one, or an unknown key. */
export function usCharacter(code: string, shift: boolean): string | null {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  // Codes have no lower case, so Caps Lock and Shift need not agree.
  if (letter) return letter;
  const digit = /^Numpad([0-9])$/.exec(code)?.[1];
  if (digit) return digit;
  return PLAIN[code]?.[shift ? 1 : 0] ?? null;
}
