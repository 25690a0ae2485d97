import type { PhoneTime } from "@haetae/sdk";
import type { Contact } from "../service/deployment.js";
import type { Trouble } from "../service/problem.js";
import { clockState } from "../time/clock-state.js";
import { contactInWords } from "../words/contact.js";
import type { Words } from "../words/words.js";
import { ContactLinks } from "./contact.js";

interface NotesProps {
  trouble: Trouble | undefined;
  /** Whom to ask. */
  contact: Contact | undefined;
  time: PhoneTime;
  /** Whether more passes are being fetched while there is one to show. */
  isFetching: boolean;
  /** Whether doors refuse the pass that is shown because of its key. */
  isReplaced: boolean;
  words: Words;
  signIn: () => void;
  /** Fetches passes now. */
  get: () => void;
}

/** What its owner must know, in words. None of it has the colour or the shape of a verdict. */
export function Notes({ trouble, contact, time, isFetching, isReplaced, words, signIn, get }: NotesProps) {
  return (
    <>
      {trouble !== undefined && (
        <div class="note" role="status">
          <p>{words.trouble[trouble](contactInWords(contact, words.language, words.issuer))}</p>
          {trouble === "sign-in-again" ? (
            <button type="button" onClick={signIn}>
              {words.signInAgain}
            </button>
          ) : (
            <ContactLinks contact={contact} words={words} />
          )}
        </div>
      )}
      <ClockNote time={time} words={words} />
      {isReplaced && (
        <div class="note" role="status">
          <p>{words.replaced}</p>
          <button type="button" onClick={get}>
            {words.getNow}
          </button>
        </div>
      )}
      {isFetching && <p class="note">{words.fetchingMore}</p>}
    </>
  );
}

function ClockNote({ time, words }: { time: PhoneTime; words: Words }) {
  const state = clockState(time);
  const behind = time.behind ?? 0;
  switch (state) {
    case "trusted":
      return null;
    case "corrected":
      return <p class="note">{words.clockCorrected(words.span(Math.abs(behind)), behind < 0)}</p>;
    case "doubtful":
    case "estimated":
      return (
        <p class="note" role="status">
          {state === "doubtful" ? words.clockDoubtful : words.clockEstimated}
        </p>
      );
  }
}
