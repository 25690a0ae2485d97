import type { Good, PolicyAnswer, PolicyOutlook } from "@haetae/sdk";
import { expect, test } from "vitest";
import { en } from "../messages/en.js";
import { ko } from "../messages/ko.js";
import { describe } from "./describe.js";

const NOW = Date.parse("2026-12-28T03:00:00Z") / 1000;
/** Midnight in Seoul. */
const SWITCH = Date.parse("2027-01-02T15:00:00Z") / 1000;
const UNMET: PolicyAnswer = {
  answer: "policy_not_met",
  messages: [{ rule: "A", text: { ko: "180일이 지났습니다.", en: "More than 180 days." } }],
};

/** All that is said of a place. */
function said(policy: Partial<PolicyOutlook>, messages = en): string {
  const whole: PolicyOutlook = { id: "gym", name: { ko: "체육관", en: "Gyms" }, asked: NOW, answer: "met", ...policy };
  const { lead, details } = describe(whole, { now: NOW, days: 60 }, messages, "Asia/Seoul");
  return [lead, ...details.flatMap(({ intro, texts }) => [intro, ...texts])].join(" ");
}

const good = (from: number, until?: number, after?: PolicyAnswer): { good: Good } => ({
  good: { from, ...(until !== undefined && { until }), ...(after !== undefined && { after }) },
});

test("a pass that is good now is good until a time, or as far as can be seen", () => {
  expect(said(good(NOW))).toBe("Good now, and for at least the next 60 days.");
  expect(said(good(NOW, SWITCH, UNMET))).toBe(
    "Good now, until the end of 2 January 2027. After that: More than 180 days.",
  );
  expect(said(good(NOW, SWITCH, UNMET), ko)).toBe(
    "지금부터 2027년 1월 2일 24:00까지 쓸 수 있습니다. 그 뒤에는: 180일이 지났습니다.",
  );
  expect(said(good(NOW, SWITCH, { answer: "rules_missing" }))).toMatch(/No pass is asked for after that/);
  expect(said(good(NOW, SWITCH, { answer: "rule_failed" }))).toMatch(/cannot tell for the time after that/);
  expect(said(good(NOW, SWITCH))).toMatch(/The paper pass ends then/);
});

test("a pass that is not good now is good from a time, or not, in the rules' own words", () => {
  expect(said({ ...UNMET, ...good(SWITCH) })).toBe("Good from 3 January 2027. Before that: More than 180 days.");
  expect(said({ ...UNMET, ...good(SWITCH, SWITCH + 86_400, UNMET) })).toMatch(
    /^Good from 3 January 2027, until the end of 3 January 2027\. Before that: .* After that: /,
  );
  expect(said(UNMET)).toBe("Not good at present. The reason: More than 180 days.");
  expect(said(UNMET, ko)).toBe("지금은 쓸 수 없습니다. 이유: 180일이 지났습니다.");
});

test("a rule that cannot be evaluated is not a no", () => {
  expect(said({ answer: "rule_failed" })).toBe(en.outlook.cannotTellPlace);
  expect(said({ answer: "rule_failed", ...good(SWITCH) })).toMatch(/^Good from 3 January 2027\. .*cannot tell/);
});

test("rules that begin later name their beginning", () => {
  const coming = { asked: SWITCH, begins: SWITCH };
  expect(said({ ...coming, ...good(SWITCH) })).toBe(
    "Good from 3 January 2027. Passes are asked for here from 3 January 2027.",
  );
  expect(said({ ...coming, ...UNMET })).toBe(
    "Not good then, with the present record. Passes are asked for here from 3 January 2027. The reason: More than 180 days.",
  );
  // A paper pass that begins later, under rules that are in force.
  expect(said({ asked: SWITCH, ...good(SWITCH) })).toBe("Good from 3 January 2027.");
});
