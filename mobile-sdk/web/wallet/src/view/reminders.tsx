import type { Evidence, OutlookOrWhy } from "@haetae/sdk";
import { useState } from "preact/hooks";
import type { Messages } from "../messages/messages.js";
import { textIn } from "../outlook/describe.js";
import { dismiss, nextRecord, type Reminder, remindersOf } from "../outlook/reminders.js";
import { formatUntil } from "../outlook/when.js";

/** More places are counted, not named. */
const NAMED = 3;

interface RemindersProps {
  outlook: OutlookOrWhy | undefined;
  /** The id of the person, or of the paper pass. */
  pass: string;
  evidence: readonly Evidence[];
  zone: string;
  messages: Messages;
}

/** What ends within a week, and what its owner can do. Each can be dismissed. */
export function Reminders({ outlook, pass, evidence, zone, messages }: RemindersProps) {
  const [, draw] = useState(0);
  const said = messages.outlook;
  const dismissed = (reminder: Reminder) => {
    dismiss(reminder, pass);
    draw((count) => count + 1);
  };
  return (
    <>
      {remindersOf(outlook, pass).map((reminder) => (
        <div class="note reminder" role="status" key={reminder.until}>
          <p>{said.endsSoon(formatUntil(reminder.until, messages.language, zone))}</p>
          <ul>
            {reminder.places.slice(0, NAMED).map(({ id, name }) => (
              <li key={id}>
                <bdi>{textIn(name, messages.language)}</bdi>
              </li>
            ))}
            {reminder.places.length > NAMED && <li>{said.morePlaces(reminder.places.length - NAMED)}</li>}
          </ul>
          <p>{said.next(nextRecord(evidence))}</p>
          <div class="pair">
            <a class="button" href="#/outlook">
              {said.title}
            </a>
            <button type="button" onClick={() => dismissed(reminder)}>
              {said.dismiss}
            </button>
          </div>
        </div>
      ))}
    </>
  );
}
