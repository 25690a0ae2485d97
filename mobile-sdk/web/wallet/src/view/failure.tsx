import type { Reason } from "../service/problem.js";
import type { Words } from "../words/words.js";

interface FailureProps {
  reason: Reason;
  /** Seconds until the next try. */
  wait: number;
  words: Words;
}

/** A technical failure: what is the matter, that it says nothing about anybody, and when it is tried again. */
export function Failure({ reason, wait, words }: FailureProps) {
  const when = reason === "offline" ? words.tryAgainOnline : words.tryAgainIn(words.span(Math.max(1, wait)));
  return (
    <>
      <p role="status">
        {words.reason[reason]} {words.notAboutYou}
      </p>
      <p>{when}</p>
    </>
  );
}
