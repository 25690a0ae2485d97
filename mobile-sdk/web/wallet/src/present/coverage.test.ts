import type { IssuedPass } from "@haetae/sdk";
import { expect, test } from "vitest";
import { availableUntil } from "./coverage.js";

const pass = (day: string, from: string, until: string): IssuedPass => ({
  day,
  qr: "",
  not_before: from,
  expires: until,
});
const TODAY = pass("2026-11-22", "2026-11-21T11:00:00Z", "2026-11-22T15:00:00Z");
const TOMORROW = pass("2026-11-23", "2026-11-22T11:00:00Z", "2026-11-23T15:00:00Z");
const LATER = pass("2026-11-25", "2026-11-24T11:00:00Z", "2026-11-25T15:00:00Z");

test("what is promised ends before the first gap", () => {
  const now = Date.parse("2026-11-22T03:00:00Z") / 1000;
  expect(availableUntil([LATER, TODAY, TOMORROW], now)).toBe(Date.parse(TOMORROW.expires) / 1000);
  expect(availableUntil([LATER], now)).toBeUndefined();
  expect(availableUntil([], now)).toBeUndefined();
});
