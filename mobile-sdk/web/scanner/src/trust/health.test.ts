import { expect, test } from "vitest";
import { concern, type DataStatus, freshness, isClockSuspect } from "./health";

const trust: DataStatus = {
  keys: { version: 1, issued: 100, expires: 5_000 },
  rules: null,
  lists: { version: 1, issued: 900, stale: 2_000, expires: 4_000 },
  floor: 900,
  ahead: null,
  suspectSeconds: 30,
  network: "unknown",
  answeredAt: undefined,
  refused: undefined,
  unsaved: false,
};

test("data is fresh, then stale, then expired with the first of list and manifest", () => {
  expect([1_999, 2_000, 3_999, 4_000].map((now) => freshness(trust, now))).toEqual([
    "fresh",
    "stale",
    "stale",
    "expired",
  ]);
  expect(freshness({ ...trust, keys: { version: 1, issued: 100, expires: 1_500 } }, 1_500)).toBe("expired");
  expect(freshness({ ...trust, lists: null }, 1_000)).toBe("missing");
  expect(freshness(null, 1_000)).toBe("missing");
});

test("a clock is in doubt before the floor or away from the phones", () => {
  expect([899, 900].map((now) => isClockSuspect(trust, now))).toEqual([true, false]);
  expect([-31, -30, 30, 31].map((ahead) => isClockSuspect({ ...trust, ahead }, 1_000))).toEqual([
    true,
    false,
    false,
    true,
  ]);
  expect(isClockSuspect(null, 0)).toBe(false);
});

test("the manager is asked for while there is still time", () => {
  const day = 86_400;
  const long: DataStatus = {
    ...trust,
    keys: { version: 1, issued: 0, expires: 100 * day },
    lists: { version: 1, issued: 0, stale: day, expires: 20 * day },
  };
  expect([0, 19 * day, 19 * day + 1, 20 * day].map((now) => concern(long, now))).toEqual([
    null,
    null,
    "lists_end",
    null,
  ]);
  const keys = { ...long, keys: { version: 1, issued: 0, expires: 8 * day } };
  expect([0, day, day + 1].map((now) => concern(keys, now))).toEqual([null, null, "keys_end"]);
  expect(concern({ ...long, unsaved: true }, 0)).toBe("unsaved");
  expect(["bad_signature", "rollback"].map((refused) => concern({ ...long, refused }, 0))).toEqual(["refused", null]);
  expect(concern(null, 0)).toBeNull();
});
