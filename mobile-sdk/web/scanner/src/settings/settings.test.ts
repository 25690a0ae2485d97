// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import type { Verdict } from "@haetae/sdk";
import { counted, loadCount, saveCount } from "./counter";
import { defaults, loadSettings, saveSettings } from "./settings";

beforeEach(() => localStorage.clear());

test("settings are kept; what makes no sense is as on a new device", () => {
  const fresh = defaults(["ko-KR"]);
  expect(loadSettings(localStorage, ["ko-KR"])).toEqual(fresh);
  saveSettings(localStorage, { ...fresh, language: "en", mirror: true, cameraId: "abc" });
  expect(loadSettings(localStorage, ["ko-KR"])).toEqual({ ...fresh, language: "en", mirror: true, cameraId: "abc" });
  for (const bad of ["{", "null", "[]", '{"language":"de"}', '{"zoom":"2","sound":1,"more":true}']) {
    localStorage.setItem("haetae-scanner-settings", bad);
    expect(loadSettings(localStorage, ["ko-KR"]), bad).toEqual(fresh);
  }
  expect(loadSettings(null, ["fr", "en-US"]).language).toBe("en");
});

test("a storage that is forbidden or full stops nothing", () => {
  const closed = { getItem: () => { throw new Error("no"); }, setItem: () => { throw new Error("no"); } } as unknown as Storage;
  expect(loadSettings(closed, ["ko"]).language).toBe("ko");
  saveSettings(closed, defaults(["ko"]));
  expect(loadCount(closed, "2021-12-13").admitted).toBe(0);
  saveCount(closed, { day: "2021-12-13", admitted: 3 });
});

test("a day's admissions are counted, each person once, and begin anew on the next day", () => {
  const words = { ko: { headline: "", advice: "" }, en: { headline: "", advice: "" } };
  const verdict = (outcome: Verdict["outcome"], ...codes: string[]): Verdict =>
    ({ outcome, code: outcome, words, warnings: codes, warning_words: codes.map(() => words) }) as Verdict;
  let count = loadCount(localStorage, "2021-12-13");
  for (const shown of [verdict("admit"), verdict("refuse"), verdict("unclear"), verdict("admit", "seen_before"), verdict("admit", "check_id")])
    count = counted(count, shown, "2021-12-13");
  expect(count.admitted).toBe(2);
  saveCount(localStorage, count);
  expect(loadCount(localStorage, "2021-12-13").admitted).toBe(2);
  expect(loadCount(localStorage, "2021-12-14").admitted).toBe(0);
  expect(counted(count, verdict("admit"), "2021-12-14")).toEqual({ day: "2021-12-14", admitted: 1 });
  localStorage.setItem("haetae-scanner-count", '{"day":"2021-12-13","admitted":-1}');
  expect(loadCount(localStorage, "2021-12-13").admitted).toBe(0);
});
