import { expect, test } from "vitest";
import { lastDayInWords } from "./dates.js";
import { en } from "./en.js";
import { ko } from "./ko.js";

/** Everything that is said, with examples in place of what goes into it. */
function said(words: object): string[] {
  return Object.values(words).flatMap((value): string[] => {
    if (typeof value === "string") return [value];
    if (typeof value === "function") return [String(value(3, true))];
    return said(value as object);
  });
}

test("nothing that is said of a technical failure sounds like a no", () => {
  const technical = [en.cannotFetch, en.cannotStart, en.noCodeYet, en.clockDoubtful, en.cameraDenied, ko.cannotFetch, ko.cannotStart, ko.noCodeYet, ko.clockDoubtful];
  for (const sentence of technical) expect(sentence).not.toMatch(/eligible|not entitled|invalid|refused|rejected|대상이 아|자격이 없|미접종|거부|무효/i);
  // Not even what the issuer says is a verdict on a person.
  for (const sentence of [...said(en), ...said(ko)]) expect(sentence).not.toMatch(/eligible|unvaccinated|미접종|부적격/i);
});

test("both languages say everything", () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(ko).sort());
  for (const sentence of [...said(en), ...said(ko)]) expect(sentence.trim()).not.toBe("");
});

test("times are told as people tell them", () => {
  expect([30, 300, 7200, 300_000].map((seconds) => en.span(seconds))).toEqual(["30 seconds", "5 minutes", "2 hours", "3 days"]);
  expect(en.span(1)).toBe("1 second");
  expect(ko.span(300)).toBe("5분");
  const end = Date.parse("2026-12-05T15:00:00Z") / 1000;
  expect(lastDayInWords(end, "ko", "Asia/Seoul")).toBe("12월 5일");
  expect(lastDayInWords(end, "en", "Asia/Seoul")).toBe("5 December");
});
