import type { Language } from "./messages";

/** Time and place of the scanner, for the times on the screen. */
export interface TimeContext {
  readonly language: Language;
  /** The scanner's time, in seconds since 1970. */
  readonly now: number;
  /** The venue's time zone; the device's if absent. */
  readonly zone?: string | undefined;
}

const TAGS = { ko: "ko-KR", en: "en-GB" } as const;

/**
 * A time as people say it, with its zone: `오늘 14:05 (UTC+09:00)`, `yesterday 24:00 (UTC+09:00)`, `12월 6일 00:00
 * (UTC+09:00)`.
 */
export function formatTime(rfc3339: string, place: TimeContext): string {
  const then = Date.parse(rfc3339);
  return Number.isNaN(then) ? "" : `${civil(then, place)} (${offset(then, place.zone)})`;
}

/** The zone's offset from UTC at a time: `UTC+09:00`, `UTC-03:30`, `UTC+00:00`. */
function offset(time: number, zone: string | undefined): string {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(time);
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "GMT";
  return name === "GMT" ? "UTC+00:00" : name.replace("GMT", "UTC");
}

function civil(then: number, place: TimeContext): string {
  const { language, zone } = place;
  const at = (date: number, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(TAGS[language], { timeZone: zone, ...options }).format(date);
  const clock = at(then, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const days = civilDay(then, zone) - civilDay(place.now * 1000, zone);
  const past = then <= place.now * 1000;
  // Seen from later, the end of a day is 24:00 of that day.
  if (past && clock === "00:00" && days >= -1 && days <= 0) return `${nearDay(days - 1, language)} 24:00`;
  if (Math.abs(days) <= 1) return `${nearDay(days, language)} ${clock}`;
  const year = Math.abs(days) > 300 ? ({ year: "numeric" } as const) : {};
  return `${at(then, { ...year, month: "long", day: "numeric" })} ${clock}`;
}

function nearDay(days: number, language: Language): string {
  const words =
    language === "ko" ? ["그저께", "어제", "오늘", "내일"] : ["two days ago", "yesterday", "today", "tomorrow"];
  return words[days + 2] ?? "";
}

/** How many midnights are between two times (seconds since 1970): 0 for today, 1 for tomorrow. */
export function daysUntil(then: number, now: number, zone?: string): number {
  return civilDay(then * 1000, zone) - civilDay(now * 1000, zone);
}

/** The number of the civil day, to compare with another. */
function civilDay(milliseconds: number, zone: string | undefined): number {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
  return Math.round(Date.parse(`${parts.format(milliseconds)}T00:00:00Z`) / 86_400_000);
}

/** The civil day at the venue, `2026-11-22`. */
export function civilDate(milliseconds: number, zone?: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(
    milliseconds,
  );
}
