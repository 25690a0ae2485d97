import type { PhoneTime } from "@haetae/sdk";
import { contactText, formatTime } from "../messages/format.js";
import type { Messages } from "../messages/messages.js";
import type { IssuerContact } from "../service/deployment.js";
import type { Eligibility } from "../service/eligibility.js";
import type { Trouble } from "../service/problem.js";
import { Dated } from "./dated.js";
import { ContactLinks } from "./links.js";

interface NotesProps {
  trouble: Trouble | undefined;
  eligibility: Eligibility | undefined;
  /** The issuer's zone. */
  zone: string;
  /** The issuer's contact. */
  contact: IssuerContact | undefined;
  time: PhoneTime;
  /** Whether more passes are being fetched while there is one to show. */
  isFetching: boolean;
  /** Whether scanners refuse the pass that is shown because of its key. */
  isReplaced: boolean;
  messages: Messages;
  signIn: () => void;
  /** Fetches passes now. */
  get: () => void;
}

/** What the owner must know. None of it has the colour or the shape of a verdict. */
export function Notes(props: NotesProps) {
  const { trouble, eligibility, zone, contact, time, isFetching, isReplaced, messages, signIn, get } = props;
  return (
    <>
      {trouble !== undefined && (
        <div class="note" role="status">
          {eligibility !== undefined && (
            <p>
              <bdi>{eligibility.message[messages.language === "en" ? "en" : "ko"]}</bdi>
            </p>
          )}
          {eligibility?.from !== undefined && (
            <p>
              <Dated text={messages.eligibleFrom(formatTime(eligibility.from, zone))} />
            </p>
          )}
          <p>{messages.trouble[trouble](contactText(contact, messages.language, messages.issuer))}</p>
          {trouble === "sign-in-again" || trouble === "another-phone" ? (
            <button type="button" onClick={signIn}>
              {messages.signInAgain}
            </button>
          ) : (
            <ContactLinks contact={contact} messages={messages} />
          )}
        </div>
      )}
      <ClockNote time={time} messages={messages} />
      {isReplaced && (
        <div class="note" role="status">
          <p>{messages.replaced}</p>
          <button type="button" onClick={get}>
            {messages.getNow}
          </button>
        </div>
      )}
      {isFetching && <p class="note">{messages.fetchingMore}</p>}
    </>
  );
}

function ClockNote({ time, messages }: { time: PhoneTime; messages: Messages }) {
  const behind = time.behind ?? 0;
  switch (time.state) {
    case "trusted":
      return null;
    case "corrected":
      return <p class="note">{messages.clockCorrected(messages.span(Math.abs(behind)), behind < 0)}</p>;
    case "doubtful":
    case "estimated":
      return (
        <p class="note" role="status">
          {time.state === "doubtful" ? messages.clockDoubtful : messages.clockEstimated}
        </p>
      );
  }
}
