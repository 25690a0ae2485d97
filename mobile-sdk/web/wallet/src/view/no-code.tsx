import type { NothingToShow } from "@haetae/sdk";
import { formatDay } from "../messages/format.js";
import type { Messages } from "../messages/messages.js";
import type { Profile } from "../profiles/profiles.js";
import type { WalletApp } from "./app.js";
import { FailureNotice } from "./failure.js";

interface MissingCodeProps {
  app: WalletApp;
  profile: Profile;
  now: number;
  /** Why there is nothing to show; `undefined` if there is a pass, and its first code is being made. */
  nothing: NothingToShow | undefined;
  isOnline: boolean;
  messages: Messages;
}

/**
 * In place of the code while there is none: the reason, and when the next try is. A waiting room will be shown here.
 */
export function MissingCode({ app, profile, now, nothing, isOnline, messages }: MissingCodeProps) {
  const { failure, busy, trouble } = profile;
  const reason = isOnline ? (failure?.reason ?? app.operator.reason) : "offline";
  if (busy || (nothing === undefined && failure === undefined)) {
    return (
      <div class="empty" role="status">
        <h2>{messages.fetching}</h2>
      </div>
    );
  }
  const isTechnical = trouble === undefined && (failure !== undefined || reason !== undefined);
  const wait = (failure?.nextTry ?? now) - now;
  return (
    <div class="empty">
      <h2>{messages.noCodeYet}</h2>
      {nothing === "over" && <p>{messages.allOver(formatDay(now, messages.language, app.operator.zone))}</p>}
      {isTechnical && <FailureNotice reason={reason ?? "failed"} wait={wait} messages={messages} />}
      {!isTechnical && failure !== undefined && <p>{messages.tryAgainIn(messages.span(Math.max(1, wait)))}</p>}
      <button type="button" class="first" onClick={() => void app.profiles.retry(profile.id)}>
        {messages.tryNow}
      </button>
    </div>
  );
}
