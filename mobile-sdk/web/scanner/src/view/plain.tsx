import { useEffect } from "preact/hooks";
import type { Language } from "../words/language";
import { screenWords } from "../words/screens";

/** Before the scanner is there. */
export function Loading({ language }: { language: Language }) {
  return (
    <main class="plain-page" lang={language}>
      <p role="status">{screenWords(language).loading}</p>
    </main>
  );
}

/** A scanner that has failed starts again by itself after so many milliseconds. */
const START_AGAIN = 10_000;

/** Where it cannot go on. */
export function Failure({ language }: { language: Language }) {
  const words = screenWords(language);
  useEffect(() => {
    const timer = setTimeout(() => location.reload(), START_AGAIN);
    return () => clearTimeout(timer);
  }, []);
  return (
    <main class="plain-page" lang={language}>
      <h1>{words.failed}</h1>
      <p role="alert">{words.failedWhat}</p>
      <button type="button" class="button" onClick={() => location.reload()}>{words.again}</button>
    </main>
  );
}
