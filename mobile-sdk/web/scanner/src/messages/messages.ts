import { en, type Messages } from "./en";
import { ko } from "./ko";

/** The languages of the screens. */
export type Language = "ko" | "en";

const MESSAGES: Readonly<Record<Language, Messages>> = { ko, en };

/** The words of a language. */
export function messagesIn(language: Language): Messages {
  return MESSAGES[language];
}

/** The other of the two languages. */
export function otherLanguage(language: Language): Language {
  return language === "ko" ? "en" : "ko";
}
