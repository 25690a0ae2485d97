import { useEffect } from "preact/hooks";
import { type Language, messagesIn } from "../messages/messages";

/** While the scanner starts. */
export function Loading({ language }: { language: Language }) {
  return (
    <main class="plain-page" lang={language}>
      <p role="status">{messagesIn(language).loading}</p>
    </main>
  );
}

/** A failed scanner restarts after this many milliseconds. */
const START_AGAIN = 10_000;

/** When the scanner cannot continue. */
export function Failure({ language }: { language: Language }) {
  const messages = messagesIn(language);
  useEffect(() => {
    const timer = setTimeout(() => location.reload(), START_AGAIN);
    return () => clearTimeout(timer);
  }, []);
  return (
    <main class="plain-page" lang={language}>
      <h1>{messages.failed}</h1>
      <p role="alert">{messages.failedWhat}</p>
      <button type="button" class="button" onClick={() => location.reload()}>
        {messages.again}
      </button>
    </main>
  );
}
