/** A day as people say it: `12월 6일`, `6 December`. */
export function formatDay(seconds: number, language: string, zone: string): string {
  const locale = language === "en" ? "en-GB" : "ko-KR";
  return new Intl.DateTimeFormat(locale, { timeZone: zone, month: "long", day: "numeric" }).format(new Date(seconds * 1000));
}

/** The last day on which something is good that ends at `end` (excluded), in words. */
export function formatLastDay(end: number, language: string, zone: string): string {
  return formatDay(end - 1, language, zone);
}

/** A time of day with its zone, as on paper passes: `2026-10-18 09:30 (UTC+09:00)`. In seconds since 1970. */
export function formatTime(seconds: number, zone: string): string {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  });
  const parts = new Map(format.formatToParts(new Date(seconds * 1000)).map(({ type, value }) => [type, value]));
  const [year, month, day, hour, minute] = (["year", "month", "day", "hour", "minute"] as const).map((part) => Number(parts.get(part)));
  const civil = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute);
  const offset = Math.round((civil - Math.floor(seconds / 60) * 60_000) / 60_000);
  const two = (number: number) => String(Math.abs(number)).padStart(2, "0");
  const utc = `UTC${offset < 0 ? "-" : "+"}${two(Math.trunc(offset / 60))}:${two(offset % 60)}`;
  return `${new Date(civil).toISOString().slice(0, 16).replace("T", " ")} (${utc})`;
}
