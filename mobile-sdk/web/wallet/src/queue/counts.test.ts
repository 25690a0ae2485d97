import { expect, test } from "vitest";
import { countOf, rangeOf } from "./counts.js";

test("few people are counted, and many are rounded to what is known of them", () => {
  expect(countOf(0, "ko")).toEqual({ text: "0", isRough: false });
  expect(countOf(999.6, "en")).toEqual({ text: "1,000", isRough: false });
  expect(countOf(41_208, "ko")).toEqual({ text: "41,200", isRough: true });
  expect(countOf(9_876_543, "en")).toEqual({ text: "9,880,000", isRough: true });
});

test.each([
  [{ least: 0, most: 3 }, [0, 1]],
  [{ least: 370, most: 470 }, [6, 8]],
  [{ least: 1_500, most: 2_150 }, [25, 40]],
  [{ least: 4_000, most: 5_500 }, [60, 105]],
  [{ least: 13_000, most: 20_000 }, [180, 360]],
])("a range of minutes holds all of %o", (seconds, [from = 0, until = 0]) => {
  expect(rangeOf(seconds)).toEqual({ from: from * 60, until: until * 60 });
  expect(from * 60).toBeLessThanOrEqual(seconds.least);
  expect(until * 60).toBeGreaterThanOrEqual(seconds.most);
});
