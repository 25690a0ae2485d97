/**
 * What a key types on a US keyboard, by its place (`KeyboardEvent.code`). Hand-held scanners press keys as on that layout; the device may
 * make other characters of them.
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

/** The character that a key makes on a US keyboard; `null` for a key that makes none, or whose place is not known. */
export function usCharacter(code: string, shift: boolean): string | null {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  // Codes hold no lower case, so it does not matter whether Caps Lock and Shift agree.
  if (letter) return letter;
  const digit = /^Numpad([0-9])$/.exec(code)?.[1];
  if (digit) return digit;
  return PLAIN[code]?.[shift ? 1 : 0] ?? null;
}
