import type { ComponentChildren } from "preact";
import type { Words } from "../words/words.js";

/** The top of every view: what this is, something to know at a glance, the other language. */
export function Bar({ words, language, children }: { words: Words; language: () => void; children?: ComponentChildren }) {
  const other = words.language === "ko" ? "en" : "ko";
  return (
    <header class="bar">
      <h1>{words.title}</h1>
      <span class="until">{children}</span>
      <button type="button" class="plain" lang={other} onClick={language}>
        {words.otherLanguage}
      </button>
    </header>
  );
}
