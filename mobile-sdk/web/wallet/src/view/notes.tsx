import type { PhoneTime } from "@haetae/sdk";
import type { Held } from "../household/household.js";
import { clockState } from "../time/clock-state.js";
import type { Words } from "../words/words.js";

interface NotesProps {
  held: Held;
  time: PhoneTime;
  hasPass: boolean;
  /** Whether doors refuse the pass that is shown because of its key. */
  replaced: boolean;
  words: Words;
  signIn: () => void;
  /** Fetches passes now. */
  get: () => void;
}

/** What its owner must know, in words. None of it has the colour or the shape of a verdict. */
export function Notes({ held, time, hasPass, replaced, words, signIn, get }: NotesProps) {
  const { trouble } = held;
  const clock = clockState(time);
  const behind = time.behind ?? 0;
  return (
    <>
      {trouble !== undefined && (
        <div class="note" role="status">
          <p>{words.trouble[trouble]}</p>
          {trouble === "sign-in-again" && (
            <button type="button" onClick={signIn}>
              {words.signIn}
            </button>
          )}
        </div>
      )}
      {clock === "doubtful" && (
        <p class="note" role="status">
          {words.clockDoubtful}
        </p>
      )}
      {clock === "corrected" && (
        <p class="note">{words.clockCorrected(words.span(Math.abs(behind)), behind < 0)}</p>
      )}
      {replaced && !held.busy && (
        <div class="note" role="status">
          <p>{words.replaced}</p>
          <button type="button" onClick={get}>
            {words.getNow}
          </button>
        </div>
      )}
      {hasPass && held.busy && <p class="note">{words.fetchingMore}</p>}
    </>
  );
}
