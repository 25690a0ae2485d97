import type { OwnPass } from "@haetae/sdk";
import { expect, test } from "vitest";
import { dayOf, daysFrom } from "./days.js";
import { acceptedAt, dueFor, type Renewed } from "./due.js";

const ZONE = "Asia/Seoul";
/** 2026-11-22, noon in Seoul. */
const NOW = Date.parse("2026-11-22T03:00:00Z") / 1000;
const DAY = 86_400;
const SLOT = NOW + 5 * DAY;

function pass(day: string, own?: OwnPass): Renewed {
  const midnight = Date.parse(`${day}T00:00:00+09:00`);
  const [not_before, expires] = [
    new Date(midnight - 4 * 3_600_000).toISOString(),
    new Date(midnight + DAY * 1000).toISOString(),
  ];
  return { day, not_before, expires, ...(own && { own }) };
}

const ALL = daysFrom(NOW, ZONE).map((day) => pass(day));
/** The same, one of them with this status. */
const withOne = (bad: string, own: OwnPass) =>
  ALL.map((one) => (one.day === bad ? pass(bad, own) : { ...one, own: { standing: "good" as const } }));

test("days are the issuer's, not the phone's", () => {
  expect(dayOf(Date.parse("2026-11-21T15:00:00Z") / 1000, ZONE)).toBe("2026-11-22");
  expect(dayOf(Date.parse("2026-11-21T14:59:59Z") / 1000, ZONE)).toBe("2026-11-21");
  expect(daysFrom(Date.parse("2026-12-30T03:00:00Z") / 1000, ZONE, 3)).toEqual([
    "2026-12-30",
    "2026-12-31",
    "2027-01-01",
  ]);
});

test("a new profile asks for two weeks, at once", () => {
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

test.each([
  ["withdrawn", { standing: "withdrawn", from: NOW - 60 }],
  ["withdrawn later", { standing: "withdrawn", from: NOW + 60 }],
  ["of a key that is gone", { standing: "key_gone" }],
  ["revoked", { standing: "revoked" }],
] as const)("a pass that is %s is replaced at the time that the core named, not before", (_, own) => {
  const passes = withOne("2026-11-25", own);
  expect(dueFor({ passes, refreshAfter: NOW + 300 }, NOW, ZONE)).toEqual({ days: [], urgent: false });
  expect(dueFor({ passes, refreshAfter: NOW + 300 }, NOW + 300, ZONE)).toEqual({ days: ["2026-11-25"], urgent: false });
});

test("even where today's is refused it is not asked for at once, unless its owner wants it", () => {
  const passes = withOne("2026-11-22", { standing: "withdrawn", from: NOW - 60 });
  expect(dueFor({ passes, refreshAfter: NOW + 300 }, NOW, ZONE)).toEqual({ days: [], urgent: true });
  expect(dueFor({ passes, refreshAfter: NOW + 300 }, NOW, ZONE, true)).toEqual({ days: ["2026-11-22"], urgent: true });
  expect(acceptedAt(passes, NOW)).toHaveLength(13);
  expect(acceptedAt(passes, NOW - 61)).toHaveLength(14);
});
