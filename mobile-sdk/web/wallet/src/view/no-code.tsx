import type { Held } from "../household/household.js";
import { dayInWords } from "../words/dates.js";
import type { Words } from "../words/words.js";
import type { App } from "./app-parts.js";
import { Failure } from "./failure.js";

interface NoCodeProps {
  app: App;
  held: Held;
  now: number;
  /** There is a pass, and its first code is being made. */
  hasPass: boolean;
  isOnline: boolean;
  words: Words;
}

/** In place of the code while there is none: what is the matter, when it is tried again. The place of a waiting room is here. */
export function NoCode({ app, held, now, hasPass, isOnline, words }: NoCodeProps) {
  const { failure, busy, trouble, passes } = held;
  const reason = isOnline ? (failure?.reason ?? app.operator.reason) : "offline";
  if (busy || (hasPass && failure === undefined)) {
    return (
      <div class="empty" role="status">
        <h2>{words.fetching}</h2>
      </div>
    );
  }
  const isTechnical = trouble === undefined && (failure !== undefined || reason !== undefined);
  const isOver = passes.length > 0 && passes.every(({ expires }) => Date.parse(expires) / 1000 <= now);
  const wait = (failure?.nextTry ?? now) - now;
  return (
    <div class="empty">
      <h2>{words.noCodeYet}</h2>
      {isOver && <p>{words.allOver(dayInWords(now, words.language, app.operator.zone))}</p>}
      {isTechnical && <Failure reason={reason ?? "failed"} wait={wait} words={words} />}
      {!isTechnical && failure !== undefined && <p>{words.tryAgainIn(words.span(Math.max(1, wait)))}</p>}
      <button type="button" class="first" onClick={() => void app.household.retry(held.id)}>
        {words.tryNow}
      </button>
    </div>
  );
}
