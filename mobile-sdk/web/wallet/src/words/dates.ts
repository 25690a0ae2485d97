/** A day as people say it: `12월 6일`, `6 December`. */
export function dayInWords(seconds: number, language: string, zone: string): string {
  const locale = language === "en" ? "en-GB" : "ko-KR";
  return new Intl.DateTimeFormat(locale, { timeZone: zone, month: "long", day: "numeric" }).format(new Date(seconds * 1000));
}

/** The last day on which something is good that ends at `end` (excluded), in words. */
export function lastDayInWords(end: number, language: string, zone: string): string {
  return dayInWords(end - 1, language, zone);
}
