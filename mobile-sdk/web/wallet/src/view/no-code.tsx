import type { NothingToShow } from "@haetae/sdk";
import { formatDay } from "../messages/format.js";
import type { Messages } from "../messages/messages.js";
import type { Profile } from "../profiles/profiles.js";
import type { WalletApp } from "./app.js";
import { FailureNotice } from "./failure.js";
import { Waiting } from "./waiting.js";

interface MissingCodeProps {
  app: WalletApp;
  profile: Profile;
  now: number;
  /** Why there is nothing to show; `undefined` if there is a pass, and its first code is being made. */
  nothing: NothingToShow | undefined;
  isOnline: boolean;
  messages: Messages;
}

/** In place of the code while there is none: the place in the waiting room, or the reason and when the next try is. */
export function MissingCode({ app, profile, now, nothing, isOnline, messages }: MissingCodeProps) {
  const { failure, busy, trouble } = profile;
  // What the issuer says about a person comes first.
  if (profile.waiting !== undefined && trouble === undefined)
    return <Waiting app={app} profile={profile} now={now} isOnline={isOnline} messages={messages} />;
  const reason = isOnline ? (failure?.reason ?? app.operator.reason) : "offline";
  if (busy || (nothing === undefined && failure === undefined)) {
    return (
      <div class="empty" role="status">
        <h2>{messages.fetching}</h2>
      </div>
    );
  }
  const isTechnical = trouble === undefined && (failure !== undefined || reason !== undefined);
  const isClosed = isTechnical && failure?.code === "queue_closed" && isOnline;
  const wait = (failure?.nextTry ?? now) - now;
  return (
    <div class="empty">
      <h2>{messages.noCodeYet}</h2>
      {nothing === "over" && <p>{messages.allOver(formatDay(now, messages.language, app.operator.zone))}</p>}
      {isClosed && <p role="status">{messages.queue.closed}</p>}
      {isTechnical && !isClosed && <FailureNotice reason={reason ?? "failed"} wait={wait} messages={messages} />}
      {(!isTechnical || isClosed) && failure !== undefined && (
        <p>{messages.tryAgainIn(messages.span(Math.max(1, wait)))}</p>
      )}
      {profile.waiting !== undefined && <p>{messages.queue.keep}</p>}
      <button type="button" class="first" onClick={() => void app.profiles.retry(profile.id)}>
        {messages.tryNow}
      </button>
    </div>
  );
}
