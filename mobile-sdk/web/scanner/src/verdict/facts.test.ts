import type { Admission } from "@haetae/sdk";
import { expect, test } from "vitest";
import { facts, policyWords, validityText } from "./facts";

const now = Date.parse("2021-12-13T03:00:00Z") / 1000;
const ko = { language: "ko", now, zone: "Asia/Seoul" } as const;
const en = { language: "en", now, zone: "Asia/Seoul" } as const;
const words = { ko: { headline: "", advice: "" }, en: { headline: "", advice: "" } };

const EXPIRED = {
  code: "expired",
  words,
  warnings: [],
  warning_words: [],
  next_step: "open_app",
  misread: false,
} as const;

const admission: Admission = {
  outcome: "admit",
  code: "admit",
  words,
  warnings: [],
  warning_words: [],
  next_step: "enter",
  misread: false,
  name: "김*수",
  birth: "05-12",
  evidence: [
    { kind: "vaccination", doses: 3, date: "2021-11-20", product: "BNT162B2" },
    { kind: "recovery", date: "2021-03-01" },
  ],
  issuer: "질병관리청",
  valid_until: "2021-12-13T15:00:00Z",
};

test("a venue reads who, what and until when, and no more", () => {
  expect(facts(admission, ko, false, false)).toEqual(["김*수 · 3차 접종 · 완치", "내일 00:00 (UTC+09:00)까지"]);
  expect(facts(admission, en, false, false)).toEqual([
    "김*수 · 3 doses · Recovered",
    "until tomorrow 00:00 (UTC+09:00)",
  ]);
  expect(facts(admission, ko, false, false).join()).not.toMatch(/BNT|11-20|03-01|05-12|5월/);
});

test("the birthday is for the identity card beside a paper pass", () => {
  expect(facts(admission, ko, true, false)[0]).toBe("김*수 · 5월 12일생 · 3차 접종 · 완치");
});

test("a policy that does not show something leaves it out", () => {
  const { evidence: _evidence, issuer: _issuer, valid_until: _end, ...named } = admission;
  expect(facts(named, ko, false, true)).toEqual(["김*수 · 5월 12일생"]);
  const { name: _name, ...unnamed } = named;
  expect(facts(unnamed, ko, true, true)).toEqual(["5월 12일생"]);
  const { birth: _birth, ...nothing } = unnamed;
  expect(facts(nothing, ko, true, true)).toEqual([]);
});

test("with a policy the venue reads all that it shows, and still no product and no date of an illness", () => {
  expect(facts(admission, ko, false, true)).toEqual([
    "김*수 · 5월 12일생 · 3차 접종 · 완치",
    "질병관리청 · 내일 00:00 (UTC+09:00)까지",
  ]);
  const { evidence: _evidence, name: _name, birth: _birth, valid_until: _end, ...issued } = admission;
  expect(facts(issued, en, true, true)).toEqual(["질병관리청"]);
});

test("a pass that does not meet the policy says why, in the words of the rules, each once", () => {
  const booster = { ko: "3차 접종이 필요합니다.", en: "A third dose is needed.", ja: "3回目の接種が必要です。" };
  const fresh = { ko: "<b>48시간</b> 안의 검사가 필요합니다.", en: "A test of the last <b>48 hours</b> is needed." };
  const refused = {
    ...EXPIRED,
    outcome: "refuse",
    code: "policy_not_met",
    rules: ["booster", "test", "again"],
    messages: [
      { rule: "booster", text: booster },
      { rule: "test", text: fresh },
      { rule: "again", text: booster },
    ],
  } as const;
  expect(policyWords(refused, "ko")).toEqual([booster.ko, fresh.ko]);
  expect(policyWords(refused, "en")).toEqual([booster.en, fresh.en]);
  expect(policyWords({ ...EXPIRED, outcome: "refuse" }, "en")).toEqual([]);
  expect(policyWords(admission, "en")).toEqual([]);
});

test("an expired pass says since when, one that is too early from when", () => {
  const refused = { ...EXPIRED, outcome: "refuse" } as const;
  expect(validityText({ ...refused, expired_at: "2021-12-12T15:00:00Z" }, ko)).toBe(
    "어제 24:00 (UTC+09:00)에 만료되었습니다.",
  );
  expect(validityText({ ...refused, expired_at: "2021-12-12T15:00:00Z" }, en)).toBe(
    "It expired yesterday 24:00 (UTC+09:00).",
  );
  expect(validityText({ ...refused, outcome: "unclear", valid_from: "2021-12-24T11:00:00Z" }, ko)).toBe(
    "12월 24일 20:00 (UTC+09:00)부터 사용할 수 있습니다.",
  );
  expect(validityText({ ...refused, outcome: "unclear", valid_from: "2021-12-13T11:00:00Z" }, en)).toBe(
    "It is valid from today 20:00 (UTC+09:00).",
  );
  expect(validityText(refused, en)).toBe("");
});

test("a time has the offset of its own day and place", () => {
  const berlin = { ...en, zone: "Europe/Berlin" };
  const refused = { ...EXPIRED, outcome: "refuse" } as const;
  expect(validityText({ ...refused, expired_at: "2021-10-30T22:00:00Z" }, berlin)).toBe(
    "It expired 31 October 00:00 (UTC+02:00).",
  );
  expect(validityText({ ...refused, expired_at: "2021-10-31T23:00:00Z" }, berlin)).toBe(
    "It expired 1 November 00:00 (UTC+01:00).",
  );
  expect(validityText({ ...refused, expired_at: "2021-12-01T12:00:00Z" }, { ...en, zone: "UTC" })).toContain(
    "(UTC+00:00)",
  );
  expect(
    validityText({ ...refused, expired_at: "2021-12-01T12:00:00Z" }, { ...en, zone: "America/St_Johns" }),
  ).toContain("(UTC-03:30)");
});
