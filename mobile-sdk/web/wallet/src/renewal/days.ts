/** The civil day of a time in the issuer's zone, `YYYY-MM-DD`. */
export function dayOf(now: number, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
  return parts.format(new Date(now * 1000));
}
