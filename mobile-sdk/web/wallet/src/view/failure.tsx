import type { Messages } from "../messages/messages.js";
import type { Reason } from "../service/problem.js";

interface FailureNoticeProps {
  reason: Reason;
  /** Seconds until the next try. */
  wait: number;
  messages: Messages;
}

/** A technical failure: the reason, that it says nothing about a person, and when the next try is. */
export function FailureNotice({ reason, wait, messages }: FailureNoticeProps) {
  const when = reason === "offline" ? messages.tryAgainOnline : messages.tryAgainIn(messages.span(Math.max(1, wait)));
  return (
    <>
      <p role="status">
        {messages.reason[reason]} {messages.notAboutYou}
      </p>
      <p>{when}</p>
    </>
  );
}
