import type { Held } from "../household/household.js";
import type { Words } from "../words/words.js";
import type { App } from "./app-parts.js";

interface NoCodeProps {
  app: App;
  held: Held;
  now: number;
  /** There is a pass, and its first code is being made. */
  hasPass: boolean;
  words: Words;
}

/** In place of the code while there is none: what is the matter, when it is tried again. The place of a waiting room is here. */
export function NoCode({ app, held, now, hasPass, words }: NoCodeProps) {
  const { failure, busy, trouble } = held;
  if (busy || (hasPass && failure === undefined)) {
    return (
      <div class="empty" role="status">
        <h2>{words.fetching}</h2>
      </div>
    );
  }
  const technical = failure !== undefined && trouble === undefined;
  return (
    <div class="empty">
      <div role="status">
        <h2>{words.noCodeYet}</h2>
        {technical && <p>{words.cannotFetch}</p>}
      </div>
      {failure !== undefined && <p>{words.tryAgainIn(words.span(Math.max(1, failure.nextTry - now)))}</p>}
      <button type="button" class="first" onClick={() => void app.household.retry(held.id)}>
        {words.tryNow}
      </button>
    </div>
  );
}
