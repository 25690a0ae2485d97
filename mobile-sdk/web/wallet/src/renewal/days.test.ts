import { expect, test } from "vitest";
import { dayOf, daysFrom } from "./days.js";

test("days are the issuer's, not the phone's", () => {
  expect(dayOf(Date.parse("2026-11-21T15:00:00Z") / 1000, "Asia/Seoul")).toBe("2026-11-22");
  expect(dayOf(Date.parse("2026-11-21T14:59:59Z") / 1000, "Asia/Seoul")).toBe("2026-11-21");
});

test("days follow each other, over the end of a month and of a year", () => {
  expect(daysFrom("2026-12-30", 4)).toEqual(["2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02"]);
});
