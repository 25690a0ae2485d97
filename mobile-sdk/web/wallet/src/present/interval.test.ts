import { expect, test } from "vitest";
import { INTERVAL_SECONDS, isDue, secondsLeft } from "./interval.js";

test("a code lives for fifteen seconds", () => {
  expect(isDue(undefined, 100)).toBe(true);
  expect(isDue(100, 100 + INTERVAL_SECONDS - 0.1)).toBe(false);
  expect(isDue(100, 100 + INTERVAL_SECONDS)).toBe(true);
  expect(isDue(100, 90)).toBe(true);
  expect([100, 100.2, 114.5, 115, 200].map((now) => secondsLeft(100, now))).toEqual([15, 15, 1, 0, 0]);
});
