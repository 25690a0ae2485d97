import { expect, test } from "vitest";
import { retryAfterOf } from "./retry-after.js";

test("Retry-After is a number or a date", () => {
  const now = Date.parse("2026-11-22T03:00:00Z") / 1000;
  expect(retryAfterOf("30", now)).toBe(30);
  expect(retryAfterOf("Sun, 22 Nov 2026 03:02:00 GMT", now)).toBe(120);
  expect(retryAfterOf("Sun, 22 Nov 2026 02:00:00 GMT", now)).toBe(0);
  for (const nothing of [null, "", "soon"]) expect(retryAfterOf(nothing, now)).toBeUndefined();
});
