import { expect, test } from "vitest";
import { backOff, cameraProblemOf } from "./problem";

test("a camera error is reported as what the user can do about it", () => {
  const problems = ["NotAllowedError", "NotFoundError", "OverconstrainedError", "NotReadableError", "AbortError"];
  expect(problems.map((name) => cameraProblemOf(new DOMException("", name)))).toEqual([
    "denied",
    "none",
    "none",
    "busy",
    "died",
  ]);
  expect(cameraProblemOf("?")).toBe("died");
});

test("a camera is tried again soon, then less often, and for ever", () => {
  expect([0, 1, 2, 3, 4, 5, 1_000].map(backOff)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
});
