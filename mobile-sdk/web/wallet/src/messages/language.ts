import { en } from "./en.js";
import { ko } from "./ko.js";
import type { Messages } from "./messages.js";

const KEY = "haetae-wallet-language";

/** The first language: the owner's choice, else the phone's, else Korean. */
export function initialMessages(): Messages {
  const chosen = localStorage.getItem(KEY) ?? navigator.languages[0] ?? "ko";
  return chosen.startsWith("ko") ? ko : en;
}

/** Switches to the other language, and stores it. */
export function inOtherLanguage(messages: Messages): Messages {
  const next = messages === ko ? en : ko;
  localStorage.setItem(KEY, next.language);
  return next;
}
