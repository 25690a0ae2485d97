import type { Words } from "../words/words.js";

/** The ways to the other pages, at the bottom of the first. */
export function Links({ words }: { words: Words }) {
  return (
    <nav class="links">
      <a href="#/help">{words.help}</a>
      <a href="#/privacy">{words.privacy}</a>
      <a href="#/install">{words.install.title}</a>
    </nav>
  );
}
