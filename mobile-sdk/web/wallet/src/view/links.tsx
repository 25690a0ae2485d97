import type { Messages } from "../messages/messages.js";
import type { IssuerContact } from "../service/deployment.js";

/** The links to the other pages, at the bottom of the first. */
export function Links({ messages }: { messages: Messages }) {
  return (
    <nav class="links">
      <a href="#/help">{messages.help}</a>
      <a href="#/privacy">{messages.privacy}</a>
      <a href="#/install">{messages.install.title}</a>
    </nav>
  );
}

/** How to reach the issuer: a number to call, a page to open. */
export function ContactLinks({ contact, messages }: { contact: IssuerContact | undefined; messages: Messages }) {
  if (contact?.telephone === undefined && contact?.page === undefined) return null;
  return (
    <p class="contact">
      {contact.telephone !== undefined && (
        <a class="button" href={`tel:${contact.telephone.replace(/[^+\d]/g, "")}`}>
          {messages.call(contact.telephone)}
        </a>
      )}
      {contact.page !== undefined && (
        <a class="button" href={contact.page} target="_blank" rel="noreferrer">
          {messages.contactPage}
        </a>
      )}
    </p>
  );
}
