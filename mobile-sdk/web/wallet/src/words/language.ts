import { en } from "./en.js";
import { ko } from "./ko.js";
import type { Words } from "./words.js";

const KEY = "haetae-wallet-language";

/** The words to begin with: what the owner chose, else what the phone speaks, else Korean. */
export function firstWords(): Words {
  const chosen = localStorage.getItem(KEY) ?? navigator.languages[0] ?? "ko";
  return chosen.startsWith("ko") ? ko : en;
}

/** The other language, and remembers it. */
export function switched(words: Words): Words {
  const next = words === ko ? en : ko;
  localStorage.setItem(KEY, next.language);
  return next;
}
