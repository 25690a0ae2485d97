/** A day as `2026-10-18`, or a time with its zone. */
const DATE = /(\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2} \(UTC[+-]\d{2}:\d{2}\))?)/;

/** A line without breaks inside a date or time. */
export function Dated({ text }: { text: string }) {
  return <>{text.split(DATE).map((part, place) => (place % 2 === 1 ? <span class="date">{part}</span> : part))}</>;
}
