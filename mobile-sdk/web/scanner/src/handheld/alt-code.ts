/**
 * A hand-held scanner in its universal mode holds Alt and types the number of each character on the number pad. That
 * works with every keyboard layout; a page sees the digits, and the release of Alt.
 */
export class AltCode {
  #digits = "";

  /** Takes a key that is pressed while Alt is held: `true` if it is part of a number. */
  press(code: string): boolean {
    const digit = /^Numpad([0-9])$/.exec(code)?.[1];
    if (digit !== undefined) this.#digits += digit;
    return digit !== undefined;
  }

  /** Alt was released: the character of the number; `null` if there was none, or one that is in no code. */
  release(): string | null {
    const number = Number(this.#digits);
    const isCharacter = this.#digits !== "" && number < 127;
    this.#digits = "";
    return isCharacter ? String.fromCharCode(number) : null;
  }
}
