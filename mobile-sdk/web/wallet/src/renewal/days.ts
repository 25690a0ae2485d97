/** For this many days, today included, a phone keeps passes. */
const DAYS_KEPT = 14;

const DAY = 86_400_000;

/** The civil day of a time in the issuer's zone, `YYYY-MM-DD`. */
export function dayOf(now: number, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
  return parts.format(new Date(now * 1000));
}

/** Today and the days after it, `count` in all. */
export function daysFrom(now: number, zone: string, count = DAYS_KEPT): string[] {
  const today = Date.parse(`${dayOf(now, zone)}T00:00:00Z`);
  return Array.from({ length: count }, (_, ahead) => new Date(today + ahead * DAY).toISOString().slice(0, 10));
}
