import type { Inspected, PaperStatus } from "@haetae/sdk";
import { contactText, evidenceText, formatTime } from "../messages/format.js";
import type { Messages } from "../messages/messages.js";
import type { IssuerContact } from "../service/deployment.js";
import { Dated } from "./dated.js";
import { ContactLinks } from "./links.js";

/** The content of a paper pass, except the name. */
export function PaperFacts({ inspected, zone, messages }: { inspected: Inspected; zone: string; messages: Messages }) {
  const time = (text: string) => formatTime(Date.parse(text) / 1000, zone);
  const { paper } = messages;
  return (
    <ul class="facts">
      {inspected.evidence.map((piece) => (
        <li key={JSON.stringify(piece)}>
          <Dated text={evidenceText(piece, messages.language, zone)} />
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

interface StatusNoteProps {
  status: PaperStatus;
  contact: IssuerContact | undefined;
  messages: Messages;
}

/** The problem of a paper pass, if there is one. */
export function StatusNote({ status, contact, messages }: StatusNoteProps) {
  // What is not genuine is not saved.
  if (status === "good" || status === "not_genuine") return null;
  const { title, text } = messages.paper.status[status](contactText(contact, messages.language, messages.issuer));
  const isToAsk = status === "expired" || status === "revoked" || status === "replaced";
  return (
    <div class="note" role="status">
      <h2>{title}</h2>
      {text.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      {isToAsk && <ContactLinks contact={contact} messages={messages} />}
    </div>
  );
}
