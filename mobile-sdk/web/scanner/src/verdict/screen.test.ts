import { describe, expect, test } from "vitest";
import { ADMIT_MILLISECONDS, LOOK_MILLISECONDS, SAME_CODE_MILLISECONDS, SameCode, WAITING, after, nextTick } from "./screen";
import type { Outcome, Verdict, Warning } from "@haetae/sdk";

const words = { ko: { headline: "머리", advice: "할 일" }, en: { headline: "head", advice: "advice" } };

function verdict(outcome: Outcome, ...warnings: Warning[]): Verdict {
  const spoken = { words, warnings, warning_words: warnings.map(() => words) };
  if (outcome === "admit") return { ...spoken, outcome, code: outcome, evidence: [], issuer: "", valid_until: "" };
  return outcome === "refuse" ? { ...spoken, outcome, code: outcome } : { ...spoken, outcome, code: outcome };
}

const shown = (outcome: Outcome, ...warnings: Warning[]) =>
  after(WAITING, { kind: "checked", verdict: verdict(outcome, ...warnings), at: 1_000 });

describe("the screen", () => {
  test("an admission goes by itself after two seconds, not before", () => {
    const screen = shown("admit");
    expect(nextTick(screen)).toBe(1_000 + ADMIT_MILLISECONDS);
    expect(after(screen, { kind: "tick", at: 2_999 })).toBe(screen);
    expect(after(screen, { kind: "tick", at: 3_000 }).verdict).toBeNull();
  });

  test.each(["refuse", "unclear"] as const)("%s stays until touched or the next code", (outcome) => {
    const screen = shown(outcome);
    expect(nextTick(screen)).toBeNull();
    expect(after(screen, { kind: "tick", at: 1e9 })).toBe(screen);
    expect(after(screen, { kind: "touched", at: 5_000 }).verdict).toBeNull();
    const next = after(screen, { kind: "checked", verdict: verdict("admit"), at: 5_000 });
    expect([next.verdict?.outcome, next.serial]).toEqual(["admit", 2]);
  });

  test("what a look is asked for stays in a line after the verdict has gone", () => {
    for (const warning of ["check_id", "seen_before"] as const) {
      const gone = after(shown("admit", warning), { kind: "tick", at: 3_000 });
      expect([gone.verdict, gone.look?.warnings[0]]).toEqual([null, warning]);
      expect(after(gone, { kind: "tick", at: 3_000 + LOOK_MILLISECONDS }).look).toBeNull();
      expect(after(gone, { kind: "touched", at: 4_000 }).look).toBeNull();
      expect(after(gone, { kind: "checked", verdict: verdict("admit"), at: 4_000 }).look).toBeNull();
    }
  });

  test("a warning about the device leaves nothing behind", () => {
    expect(after(shown("admit", "trust_stale", "status_old"), { kind: "tick", at: 3_000 }).look).toBeNull();
  });
});

describe("the same code", () => {
  test("is one person's while it stays in view, and the next one's after it was away", () => {
    const same = new SameCode();
    expect(same.isNew("A", 0)).toBe(true);
    for (let at = 100; at < 20_000; at += 100) expect(same.isNew("A", at)).toBe(false);
    expect(same.isNew("A", 20_000 + SAME_CODE_MILLISECONDS)).toBe(true);
    expect(same.isNew("B", 20_000 + SAME_CODE_MILLISECONDS)).toBe(true);
  });
});
