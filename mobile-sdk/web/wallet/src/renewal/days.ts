const DAY = 86_400_000;

/** The civil day of a time in the issuer's zone, `YYYY-MM-DD`. */
export function dayOf(now: number, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
  return parts.format(new Date(now * 1000));
}

/** So many civil days from one on. */
export function daysFrom(day: string, count: number): string[] {
  const first = Date.parse(`${day}T00:00:00Z`);
  return Array.from({ length: count }, (_, ahead) => new Date(first + ahead * DAY).toISOString().slice(0, 10));
}
