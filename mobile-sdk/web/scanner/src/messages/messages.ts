import { en, type Messages } from "./en";
import { ko } from "./ko";

/** The languages of the screens. */
export type Language = "ko" | "en";

const MESSAGES: Readonly<Record<Language, Messages>> = { ko, en };

/** The texts in a language. */
export function messagesIn(language: Language): Messages {
  return MESSAGES[language];
}

/** The other language. */
export function otherLanguage(language: Language): Language {
  return language === "ko" ? "en" : "ko";
}
