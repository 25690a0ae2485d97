/**
 * Converts text that was typed with the Korean input on back to the keys of the two-set layout. Each letter of Hangul
 * is on one key, so nothing is guessed; the signature decides whether the result is a code.
 */
const INITIALS = "R RR S E EE F A Q QQ T TT D W WW C Z X V G".split(" ");
const VOWELS = "K O I O J P U P H HK HO HL Y N NJ NP NL B M ML L".split(" ");
const FINALS = " R RR RT S SW SG E F FR FA FQ FT FX FV FG A Q QT T TT D W C Z X V G".split(" ");
/** The letters by themselves, U+3131 to U+3163: consonants, then the vowels above. */
const CONSONANTS = "R RR RT S SW SG E EE F FR FA FQ FT FX FV FG A Q QQ QT T TT D W WW C Z X V G".split(" ");
/** A tense consonant is one key with Shift: `ㅃ` is Q, while `ㄳ` is R and then T. */
const TENSE = new Set(["RR", "EE", "QQ", "TT", "WW"]);

/** Whether there is Hangul in a text. */
export function hasHangul(text: string): boolean {
  return /[ㄱ-ㅣ가-힣]/u.test(text);
}

/** The keys behind a text. Other characters stay as they are. */
export function keysOf(text: string): string {
  return Array.from(text, keysOfCharacter).join("");
}

function keysOfCharacter(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  if (point >= 0x3131 && point <= 0x314e) return one(CONSONANTS[point - 0x3131] ?? "");
  if (point >= 0x314f && point <= 0x3163) return VOWELS[point - 0x314f] ?? "";
  if (point < 0xac00 || point > 0xd7a3) return character;
  const index = point - 0xac00;
  const initial = INITIALS[Math.floor(index / 588)] ?? "";
  const vowel = VOWELS[Math.floor((index % 588) / 28)] ?? "";
  return one(initial) + vowel + one(FINALS[index % 28] ?? "");
}

function one(keys: string): string {
  return TENSE.has(keys) ? keys.slice(0, 1) : keys;
}
