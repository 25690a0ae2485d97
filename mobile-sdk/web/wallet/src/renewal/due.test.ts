import type { IssuedPass } from "@haetae/sdk";
import { expect, test } from "vitest";
import { dayOf, daysFrom } from "./days.js";
import { dueFor } from "./due.js";

const ZONE = "Asia/Seoul";
/** 2026-11-22, noon in Seoul. */
const NOW = Date.parse("2026-11-22T03:00:00Z") / 1000;
const DAY = 86_400;
const SLOT = NOW + 5 * DAY;

function pass(day: string): IssuedPass {
  const midnight = Date.parse(`${day}T00:00:00+09:00`);
  const [not_before, expires] = [new Date(midnight - 4 * 3_600_000).toISOString(), new Date(midnight + DAY * 1000).toISOString()];
  return { day, qr: `HT1:${day}`, not_before, expires };
}

const ALL = daysFrom(NOW, ZONE).map(pass);

test("days are the issuer's, not the phone's", () => {
  expect(dayOf(Date.parse("2026-11-21T15:00:00Z") / 1000, ZONE)).toBe("2026-11-22");
  expect(dayOf(Date.parse("2026-11-21T14:59:59Z") / 1000, ZONE)).toBe("2026-11-21");
  expect(daysFrom(Date.parse("2026-12-30T03:00:00Z") / 1000, ZONE, 3)).toEqual(["2026-12-30", "2026-12-31", "2027-01-01"]);
});

test("somebody new asks for two weeks, at once", () => {
  expect(dueFor({ passes: [], refreshAfter: SLOT }, NOW, ZONE)).toEqual({ days: daysFrom(NOW, ZONE), urgent: true });
});

test("nothing is asked for before the slot, and in it only what lacks", () => {
  expect(dueFor({ passes: ALL, refreshAfter: SLOT }, NOW, ZONE)).toEqual({ days: [], urgent: false });
  const later = NOW + 5 * DAY;
  const due = dueFor({ passes: ALL, refreshAfter: SLOT }, later, ZONE);
  expect(due.urgent).toBe(false);
  expect(due.days).toEqual(["2026-12-06", "2026-12-07", "2026-12-08", "2026-12-09", "2026-12-10"]);
});

test("a phone that was away until its last pass was over does not wait for a slot", () => {
  const due = dueFor({ passes: ALL, refreshAfter: NOW + 90 * DAY }, NOW + 14 * DAY, ZONE);
  expect(due.urgent).toBe(true);
  expect(due.days).toHaveLength(14);
});

test("days that no door takes any more are asked for at once", () => {
  expect(dueFor({ passes: ALL, refreshAfter: SLOT }, NOW, ZONE, ["2026-11-25"])).toEqual({ days: ["2026-11-25"], urgent: false });
  // Tomorrow's pass begins this evening.
  expect(dueFor({ passes: ALL, refreshAfter: SLOT }, NOW, ZONE, ["2026-11-22"])).toEqual({ days: ["2026-11-22"], urgent: true });
});
