// @vitest-environment happy-dom

import type { Verdict } from "@haetae/sdk";
import { beforeEach, expect, test } from "vitest";
import { toCsv } from "./csv";
import { counted, loadCounts, saveCounts, total } from "./day";

beforeEach(() => localStorage.clear());

const words = { ko: { headline: "", advice: "" }, en: { headline: "", advice: "" } };
const verdict = (outcome: Verdict["outcome"], code: string, ...warnings: string[]): Verdict =>
  ({ outcome, code, words, warnings, warning_words: warnings.map(() => words), name: "김*수" }) as unknown as Verdict;
const at = (hour: number, minute = 0) => new Date(2021, 11, 13, hour, minute).getTime();

function busyDay() {
  let counts = loadCounts(null, "2021-12-13");
  const seen: [number, Verdict][] = [
    [at(11, 59), verdict("admit", "admit")],
    [at(12), verdict("admit", "admit", "check_id")],
    [at(12, 1), verdict("admit", "admit", "seen_before")],
    [at(12, 30), verdict("refuse", "expired")],
    [at(12, 31), verdict("unclear", "holder_proof_stale")],
    [at(12, 32), verdict("unclear", "holder_proof_missing")],
    [at(12, 33), verdict("unclear", "holder_proof_stale")],
  ];
  for (const [time, shown] of seen) counts = counted(counts, shown, time);
  return counts;
}

test("verdicts are counted by hour and kind, each person once", () => {
  const counts = busyDay();
  expect((["admit", "refuse", "unclear"] as const).map((outcome) => total(counts, outcome))).toEqual([2, 1, 3]);
  expect((["admit", "refuse", "unclear"] as const).map((outcome) => total(counts, outcome, 12))).toEqual([1, 1, 3]);
});

test("nothing about anybody is kept, and no other day", () => {
  saveCounts(localStorage, busyDay());
  expect(localStorage.getItem("haetae-scanner-counts")).not.toMatch(/김/);
  expect(total(loadCounts(localStorage, "2021-12-13"), "admit")).toBe(2);
  expect(total(loadCounts(localStorage, "2021-12-14"), "admit")).toBe(0);
  const next = counted(busyDay(), verdict("admit", "admit"), new Date(2021, 11, 14, 9).getTime());
  expect([next.day, total(next, "admit")]).toEqual(["2021-12-14", 1]);
});

test("damaged or foreign data starts the day from zero", () => {
  for (const bad of [
    "{",
    "null",
    "[]",
    '{"day":"2021-12-13"}',
    '{"day":"2021-12-13","hours":{"12":[{"outcome":"admit","code":"admit","count":-1}],"99":[]}}',
    '{"day":"2021-12-13","hours":{"9":"x"}}',
  ]) {
    localStorage.setItem("haetae-scanner-counts", bad);
    expect(loadCounts(localStorage, "2021-12-13"), bad).toEqual({ day: "2021-12-13", hours: {} });
  }
  const closed = {
    getItem: () => {
      throw new Error("no");
    },
    setItem: () => {
      throw new Error("no");
    },
  } as unknown as Storage;
  expect(loadCounts(closed, "2021-12-13").hours).toEqual({});
  saveCounts(closed, busyDay());
});

test("the table has each hour with its offset from UTC", () => {
  const lines = toCsv(busyDay()).split("\r\n");
  expect(lines[0]).toBe("hour_from,verdict,code,count");
  expect(lines).toHaveLength(1 + 5 + 1);
  const minutes = -new Date(2021, 11, 13, 12).getTimezoneOffset();
  const sign = minutes < 0 ? "-" : "+";
  expect(lines.find((line) => line.endsWith("holder_proof_stale,2"))).toMatch(
    new RegExp(`^2021-12-13T12:00\\${sign}\\d\\d:\\d\\d,unclear,`),
  );
});
