import type { Language } from "./language";
import { en, type ScreenWords } from "./en";
import { ko } from "./ko";

const WORDS: Readonly<Record<Language, ScreenWords>> = { ko, en };

/** The words of a language. */
export function screenWords(language: Language): ScreenWords {
  return WORDS[language];
}

/** The other of the two languages. */
export function other(language: Language): Language {
  return language === "ko" ? "en" : "ko";
}
