import type { ComponentChildren } from "preact";
import type { Messages } from "../messages/messages.js";

/** The top of every view: the title, the state at a glance, the other language. */
export function Bar({
  messages,
  switchLanguage,
  children,
}: {
  messages: Messages;
  switchLanguage: () => void;
  children?: ComponentChildren;
}) {
  const other = messages.language === "ko" ? "en" : "ko";
  return (
    <header class="bar">
      <h1>{messages.title}</h1>
      <span class="until">{children}</span>
      <button type="button" class="plain" lang={other} onClick={switchLanguage}>
        {messages.otherLanguage}
      </button>
    </header>
  );
}
