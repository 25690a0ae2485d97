import type { Language } from "./messages";

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/** How long ago, in a few words: `12분 전`, `3 days ago`. Seconds; the future counts as now. */
export function ago(seconds: number, language: Language): string {
  const past = Math.max(0, seconds);
  if (past < MINUTE) return language === "ko" ? "방금" : "just now";
  const [count, unit] = past < HOUR ? [past / MINUTE, 0] : past < 2 * DAY ? [past / HOUR, 1] : [past / DAY, 2];
  const whole = Math.floor(count);
  if (language === "ko") return `${whole}${["분", "시간", "일"][unit]} 전`;
  return `${whole} ${["minute", "hour", "day"][unit]}${whole === 1 ? "" : "s"} ago`;
}

/** As {@link ago}, a few characters long: `12분`, `3 d`. */
export function shortAge(seconds: number, language: Language): string {
  const past = Math.max(0, seconds);
  const [count, unit] = past < HOUR ? [past / MINUTE, 0] : past < 2 * DAY ? [past / HOUR, 1] : [past / DAY, 2];
  const whole = Math.floor(count);
  return language === "ko" ? `${whole}${["분", "시간", "일"][unit]}` : `${whole} ${["min", "h", "d"][unit]}`;
}
