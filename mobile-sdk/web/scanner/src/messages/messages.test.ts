import { expect, test } from "vitest";
import { ago, shortAge } from "./age";
import { en } from "./en";
import { ko } from "./ko";

/** What words of one argument take that is no number. */
const ASKED: Readonly<Record<string, unknown>> = { ".ask": { name: "KDCA", telephone: "1339" } };

function leaves(value: unknown, path: string): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function")
    return [[path, String((value as (...values: unknown[]) => unknown)(ASKED[path] ?? 3, 5))]];
  return Object.entries(value as object).flatMap(([name, inner]) => leaves(inner, `${path}.${name}`));
}

test("every text is in both languages, and none is empty or untranslated", () => {
  const english = new Map(leaves(en, ""));
  const korean = new Map(leaves(ko, ""));
  expect([...korean.keys()]).toEqual([...english.keys()]);
  for (const [path, word] of korean) {
    expect(word, path).not.toBe("");
    if (path !== ".switchLanguage" && path !== ".lock.pin") expect(word, path).toMatch(/[가-힣]/);
  }
  for (const [path, word] of english) if (path !== ".switchLanguage") expect(word, path).not.toMatch(/[가-힣]/);
});

test("ages are given in the largest unit that is still precise", () => {
  expect([59, 60, 3_599, 3_600, 2 * 86_400 - 1, 2 * 86_400].map((age) => ago(age, "en"))).toEqual([
    "just now",
    "1 minute ago",
    "59 minutes ago",
    "1 hour ago",
    "47 hours ago",
    "2 days ago",
  ]);
  expect([-5, 720, 7_200, 259_200].map((age) => ago(age, "ko"))).toEqual(["방금", "12분 전", "2시간 전", "3일 전"]);
  expect([0, 7_200, 259_200].map((age) => shortAge(age, "ko"))).toEqual(["0분", "2시간", "3일"]);
  expect([720, 7_200, 259_200].map((age) => shortAge(age, "en"))).toEqual(["12 min", "2 h", "3 d"]);
});

test("a revocation names the issuer's contact, as far as it is known", () => {
  expect(ko.ask({ name: "질병관리청", telephone: "1339" })).toBe(
    "발급 기관에서 이 패스를 취소했습니다. 사유는 질병관리청(1339)에 문의해 주세요.",
  );
  expect(en.ask({ name: "KDCA", page: "https://kdca.example/help" })).toBe(
    "The issuer revoked it. Ask KDCA (https://kdca.example/help) why.",
  );
  expect(en.ask({ name: "KDCA" })).toBe("The issuer revoked it. Ask KDCA why.");
});
