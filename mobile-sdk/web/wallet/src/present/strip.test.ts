import { expect, test } from "vitest";
import type { KeptPass } from "../store/model.js";
import { coveredUntil, passToShow } from "./strip.js";

const at = (time: string) => Date.parse(time) / 1000;
const pass = (day: string, from: string, until: string): KeptPass => ({ holder: "a", day, qr: "", not_before: from, expires: until });
const TODAY = pass("2026-11-22", "2026-11-21T11:00:00Z", "2026-11-22T15:00:00Z");
const TOMORROW = pass("2026-11-23", "2026-11-22T11:00:00Z", "2026-11-23T15:00:00Z");
const LATER = pass("2026-11-25", "2026-11-24T11:00:00Z", "2026-11-25T15:00:00Z");

test("of two valid passes the later one is shown, so that nothing turns at midnight", () => {
  const passes = [TOMORROW, LATER, TODAY];
  expect(passToShow(passes, at("2026-11-22T03:00:00Z"))).toBe(TODAY);
  expect(passToShow(passes, at("2026-11-22T11:00:00Z"))).toBe(TOMORROW);
  expect(passToShow(passes, at("2026-11-22T15:00:01Z"))).toBe(TOMORROW);
  expect(passToShow(passes, at("2026-11-23T15:00:00Z"))).toBeUndefined();
  expect(passToShow([], at("2026-11-22T03:00:00Z"))).toBeUndefined();
});

test("what is promised ends before the first gap", () => {
  const now = at("2026-11-22T03:00:00Z");
  expect(coveredUntil([LATER, TODAY, TOMORROW], now)).toBe(at(TOMORROW.expires));
  expect(coveredUntil([LATER], now)).toBeUndefined();
  expect(coveredUntil([], now)).toBeUndefined();
});
