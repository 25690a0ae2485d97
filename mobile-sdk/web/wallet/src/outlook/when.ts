import { formatTime } from "../messages/format.js";

/** The first second of something: `2027년 1월 3일`, `3 January 2027, 15:30`. At midnight, only the day. */
export function formatFrom(seconds: number, language: string, zone: string): string {
  // A minute that has not begun is named by the next: then it has.
  const minute = Math.ceil(seconds / 60) * 60;
  const time = timeOf(minute, zone);
  return time === "00:00" ? day(minute, language, zone) : dayAndTime(minute, time, language, zone);
}

/**
 * The end of something (excluded), as people say it: `2027년 1월 2일 24:00`, `the end of 2 January 2027`,
 * `2 January 2027, 15:30`.
 */
export function formatUntil(seconds: number, language: string, zone: string): string {
  const minute = Math.floor(seconds / 60) * 60;
  const time = timeOf(minute, zone);
  if (time !== "00:00") return dayAndTime(minute, time, language, zone);
  const last = day(minute - 1, language, zone);
  return language === "en" ? `the end of ${last}` : `${last} 24:00`;
}

function timeOf(seconds: number, zone: string): string {
  return formatTime(seconds, zone).slice(11, 16);
}

function dayAndTime(seconds: number, time: string, language: string, zone: string): string {
  const of = day(seconds, language, zone);
  return language === "en" ? `${of}, ${time}` : `${of} ${time}`;
}

function day(seconds: number, language: string, zone: string): string {
  const locale = language === "en" ? "en-GB" : "ko-KR";
  const format = new Intl.DateTimeFormat(locale, { timeZone: zone, year: "numeric", month: "long", day: "numeric" });
  return format.format(new Date(seconds * 1000));
}
