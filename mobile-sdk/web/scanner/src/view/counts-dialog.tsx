import { toCsv } from "../counts/csv";
import { type DayCounts, OUTCOMES, total } from "../counts/day";
import { type Language, messagesIn } from "../messages/messages";
import { Dialog } from "./dialog";
import { Shape } from "./shape";

/** The day's verdicts: sums, a bar for each hour, and the same as a file. */
export function CountsDialog({
  counts,
  language,
  onClose,
}: {
  counts: DayCounts;
  language: Language;
  onClose: () => void;
}) {
  const messages = messagesIn(language);
  const hours = Object.keys(counts.hours)
    .map(Number)
    .sort((one, two) => one - two);
  return (
    <Dialog title={`${messages.counts.title} · ${counts.day}`} close={messages.close} onClose={onClose}>
      <ul class="sums">
        {OUTCOMES.map((outcome) => (
          <li class={outcome}>
            <Shape outcome={outcome} />
            <span>{messages.outcome[outcome]}</span>
            <b>{total(counts, outcome)}</b>
          </li>
        ))}
      </ul>
      {hours.length === 0 ? (
        <p class="note">{messages.counts.none}</p>
      ) : (
        <Hours counts={counts} hours={hours} language={language} />
      )}
      <p class="note">{messages.counts.note}</p>
      <footer>
        <button type="button" class="button" disabled={hours.length === 0} onClick={() => save(counts)}>
          {messages.counts.export}
        </button>
      </footer>
    </Dialog>
  );
}

/** A row for each hour from the first to the last: a drawn bar, and its numbers. */
function Hours({ counts, hours, language }: { counts: DayCounts; hours: readonly number[]; language: Language }) {
  const messages = messagesIn(language);
  const first = hours[0] ?? 0;
  const rows = Array.from({ length: (hours.at(-1) ?? first) - first + 1 }, (_, row) => first + row);
  const most = Math.max(
    ...rows.map((hour) => OUTCOMES.reduce((sum, outcome) => sum + total(counts, outcome, hour), 0)),
  );
  return (
    <table class="hours">
      <caption class="unseen">{messages.counts.chart}</caption>
      <thead>
        <tr>
          <th scope="col">{messages.counts.hour}</th>
          <td />
          {OUTCOMES.map((outcome) => (
            <th scope="col">
              <span class="unseen">{messages.outcome[outcome]}</span>
              <Shape outcome={outcome} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((hour) => (
          <tr>
            <th scope="row">{String(hour).padStart(2, "0")}:00</th>
            <td class="chart">
              <HourBar counts={counts} hour={hour} most={most} />
            </td>
            {OUTCOMES.map((outcome) => (
              <td>{total(counts, outcome, hour) || "·"}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The three outcomes of an hour side by side; the longest bar of the day is 100 wide. */
function HourBar({ counts, hour, most }: { counts: DayCounts; hour: number; most: number }) {
  let x = 0;
  return (
    <svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
      {OUTCOMES.map((outcome) => {
        const width = (total(counts, outcome, hour) / most) * 100;
        const from = x;
        x += width;
        return <rect class={outcome} x={from} y="0" width={width} height="12" />;
      })}
    </svg>
  );
}

/** Saves the numbers as a file: nothing is sent anywhere. */
function save(counts: DayCounts): void {
  const address = URL.createObjectURL(new Blob([toCsv(counts)], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `haetae-scanner-${counts.day}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
