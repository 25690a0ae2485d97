import type { Inspected } from "@haetae/sdk";
import type { Standing } from "../papers/standing.js";
import type { Contact } from "../service/deployment.js";
import { contactInWords } from "../words/contact.js";
import { timeInWords } from "../words/dates.js";
import { evidenceInWords } from "../words/evidence.js";
import type { Words } from "../words/words.js";
import { ContactLinks } from "./contact.js";
import { Dated } from "./dated.js";

/** What is written on a paper pass besides the name. */
export function PaperFacts({ inspected, zone, words }: { inspected: Inspected; zone: string; words: Words }) {
  const time = (text: string) => timeInWords(Date.parse(text) / 1000, zone);
  const { paper } = words;
  return (
    <ul class="facts">
      {inspected.evidence.map((piece) => (
        <li key={JSON.stringify(piece)}>
          <Dated text={evidenceInWords(piece, words.language, zone)} />
        </li>
      ))}
      {inspected.birth !== undefined && <li>{paper.birthday(inspected.birth)}</li>}
      <li>
        <Dated text={paper.validFrom(time(inspected.not_before))} />
      </li>
      <li>
        <Dated text={paper.validUntil(time(inspected.expires))} />
      </li>
    </ul>
  );
}

interface StandingNoteProps {
  standing: Standing;
  contact: Contact | undefined;
  words: Words;
}

/** What speaks against a paper pass, or is not known of it. */
export function StandingNote({ standing, contact, words }: StandingNoteProps) {
  // What is not genuine is not kept.
  if (standing === "good" || standing === "not-genuine") return null;
  const { title, text } = words.paper.standing[standing](contactInWords(contact, words.language, words.issuer));
  const isToAsk = standing === "expired" || standing === "revoked" || standing === "replaced";
  return (
    <div class="note" role="status">
      <h2>{title}</h2>
      {text.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      {isToAsk && <ContactLinks contact={contact} words={words} />}
    </div>
  );
}
