import type { Messages } from "../messages/messages.js";

/** The ways to the other pages, at the bottom of the first. */
export function Links({ messages }: { messages: Messages }) {
  return (
    <nav class="links">
      <a href="#/help">{messages.help}</a>
      <a href="#/privacy">{messages.privacy}</a>
      <a href="#/install">{messages.install.title}</a>
    </nav>
  );
}
