import { expect, test } from "vitest";
import { formatFrom, formatUntil } from "./when.js";

const seconds = (time: string) => Date.parse(time) / 1000;

test.each([
  [
    "2027-01-02T15:00:00Z",
    "Asia/Seoul",
    "2027년 1월 3일",
    "2027년 1월 2일 24:00",
    "3 January 2027",
    "the end of 2 January 2027",
  ],
  [
    "2026-12-31T15:00:00Z",
    "Asia/Seoul",
    "2027년 1월 1일",
    "2026년 12월 31일 24:00",
    "1 January 2027",
    "the end of 31 December 2026",
  ],
  [
    "2027-01-02T15:00:00Z",
    "UTC",
    "2027년 1월 2일 15:00",
    "2027년 1월 2일 15:00",
    "2 January 2027, 15:00",
    "2 January 2027, 15:00",
  ],
])("%s in %s is a day at midnight, and a day with a time otherwise", (time, zone, ko, koUntil, en, enUntil) => {
  expect(formatFrom(seconds(time), "ko", zone)).toBe(ko);
  expect(formatUntil(seconds(time), "ko", zone)).toBe(koUntil);
  expect(formatFrom(seconds(time), "en", zone)).toBe(en);
  expect(formatUntil(seconds(time), "en", zone)).toBe(enUntil);
});

test("a minute that is named lies within the time that is meant", () => {
  const at = seconds("2027-01-02T01:11:12Z");
  expect(formatFrom(at, "en", "UTC")).toBe("2 January 2027, 01:12");
  expect(formatUntil(at, "en", "UTC")).toBe("2 January 2027, 01:11");
});
