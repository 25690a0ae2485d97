import { expect, test } from "vitest";
import { BACKGROUND, FOREGROUND, pause, retryAfterOf } from "./retry.js";

test("no phone comes back before the time that the service named, and not all at that time", () => {
  for (const backoff of [BACKGROUND, FOREGROUND]) {
    for (const failures of [1, 2, 50]) {
      expect(pause(failures, backoff, 30, 0)).toBe(30);
      expect(pause(failures, backoff, 30, 0.99)).toBeGreaterThan(40);
    }
  }
});

test("pauses double, spread over half their span, and have an end", () => {
  expect([1, 2, 3].map((failures) => pause(failures, FOREGROUND, undefined, 0))).toEqual([2.5, 5, 10]);
  expect(pause(1, FOREGROUND, undefined, 0.999)).toBeCloseTo(5, 1);
  expect(pause(1000, FOREGROUND, undefined, 0.999)).toBeLessThanOrEqual(300);
  expect(pause(1000, BACKGROUND, undefined, 0.999)).toBeLessThanOrEqual(6 * 3600);
});

test("Retry-After is a number or a date", () => {
  const now = Date.parse("2026-11-22T03:00:00Z") / 1000;
  expect(retryAfterOf("30", now)).toBe(30);
  expect(retryAfterOf("Sun, 22 Nov 2026 03:02:00 GMT", now)).toBe(120);
  expect(retryAfterOf("Sun, 22 Nov 2026 02:00:00 GMT", now)).toBe(0);
  expect(retryAfterOf("999999999", now)).toBe(86_400);
  for (const nothing of [null, "", "soon"]) expect(retryAfterOf(nothing, now)).toBeUndefined();
});
