import { expect, test } from "vitest";
import { freshness, isClockSuspect, type TrustState } from "./health";

const trust: TrustState = {
  keys: { version: 1, issued: 100, expires: 5_000 },
  rules: null,
  lists: { version: 1, issued: 900, stale: 2_000, expires: 4_000 },
  floor: 900,
  ahead: null,
  online: undefined,
  answered: undefined,
};

test("data is fresh, then stale, then expired with the first of list and manifest", () => {
  expect([1_999, 2_000, 3_999, 4_000].map((now) => freshness(trust, now))).toEqual(["fresh", "stale", "stale", "expired"]);
  expect(freshness({ ...trust, keys: { version: 1, issued: 100, expires: 1_500 } }, 1_500)).toBe("expired");
  expect(freshness({ ...trust, lists: null }, 1_000)).toBe("missing");
  expect(freshness(null, 1_000)).toBe("missing");
});

test("a clock is in doubt before the floor or away from the phones", () => {
  expect([899, 900].map((now) => isClockSuspect(trust, now))).toEqual([true, false]);
  expect([-31, -30, 30, 31].map((ahead) => isClockSuspect({ ...trust, ahead }, 1_000))).toEqual([true, false, false, true]);
  expect(isClockSuspect(null, 0)).toBe(false);
});
