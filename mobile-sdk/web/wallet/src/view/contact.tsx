import type { Contact } from "../service/deployment.js";
import type { Words } from "../words/words.js";

/** How to reach the issuer: a number to call, a page to open. */
export function ContactLinks({ contact, words }: { contact: Contact | undefined; words: Words }) {
  if (contact?.telephone === undefined && contact?.page === undefined) return null;
  return (
    <p class="contact">
      {contact.telephone !== undefined && (
        <a class="button" href={`tel:${contact.telephone.replace(/[^+\d]/g, "")}`}>
          {words.call(contact.telephone)}
        </a>
      )}
      {contact.page !== undefined && (
        <a class="button" href={contact.page} target="_blank" rel="noreferrer">
          {words.contactPage}
        </a>
      )}
    </p>
  );
}
