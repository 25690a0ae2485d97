/**
 * A hand-held scanner in its universal mode holds Alt and types the number of each character on the number pad. That works with
 * every layout of keys; a page sees the digits, and the letting go of Alt.
 */
export class AltCode {
  #digits = "";

  /** Takes a key that is pressed while Alt is held: `true` if it is part of a number. */
  press(code: string): boolean {
    const digit = /^Numpad([0-9])$/.exec(code)?.[1];
    if (digit !== undefined) this.#digits += digit;
    return digit !== undefined;
  }

  /** Alt was let go: the character of the number; `null` where there was none, or none of a code. */
  release(): string | null {
    const number = Number(this.#digits);
    const isCharacter = this.#digits !== "" && number < 127;
    this.#digits = "";
    return isCharacter ? String.fromCharCode(number) : null;
  }
}
