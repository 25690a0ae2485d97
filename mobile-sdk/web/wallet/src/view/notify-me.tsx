import { useState } from "preact/hooks";
import type { Messages } from "../messages/messages.js";
import { askToNotify, notifying } from "../queue/notification.js";

/** Offers a notification of the turn, where the browser has them and the owner has not refused. */
export function NotifyMe({ messages }: { messages: Messages }) {
  const [state, setState] = useState(notifying);
  if (state === "allowed") return <p class="quiet">{messages.queue.notified}</p>;
  if (state !== "askable") return null;
  return (
    <button type="button" onClick={() => void askToNotify().then(setState)}>
      {messages.queue.notify}
    </button>
  );
}
