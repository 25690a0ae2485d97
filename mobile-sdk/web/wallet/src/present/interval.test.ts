import { expect, test } from "vitest";
import { isDue, secondsLeft } from "./interval.js";

const CODE = { made: 100, next: 115 };

test("a code lives until the next one is due, and not before it was made", () => {
  expect(isDue(undefined, 100)).toBe(true);
  expect(isDue(CODE, 114.9)).toBe(false);
  expect(isDue(CODE, 115)).toBe(true);
  expect(isDue(CODE, 90)).toBe(true);
  expect([100, 100.2, 114.5, 115, 200].map((now) => secondsLeft(CODE, now))).toEqual([15, 15, 1, 0, 0]);
});
