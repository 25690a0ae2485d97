import type { Reading } from "../clock/clock.js";
import type { Held } from "../wallet.js";
import type { Words } from "../words/words.js";

interface NotesProps {
  held: Held;
  reading: Reading;
  hasPass: boolean;
  words: Words;
  signIn: () => void;
}

/** What its owner must know, in words. None of it has the colour or the shape of a verdict. */
export function Notes({ held, reading, hasPass, words, signIn }: NotesProps) {
  const { trouble } = held.holder;
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
      {reading.state === "doubtful" && (
        <p class="note" role="status">
          {words.clockDoubtful}
        </p>
      )}
      {reading.state === "corrected" && (
        <p class="note">{words.clockCorrected(words.span(Math.abs(reading.aheadBy)), reading.aheadBy > 0)}</p>
      )}
      {hasPass && held.busy && <p class="note">{words.fetchingMore}</p>}
    </>
  );
}
