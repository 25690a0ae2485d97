import type { Outcome, Verdict, Warning } from "@haetae/sdk";
import { describe, expect, test } from "vitest";
import {
  ADMIT_MILLISECONDS,
  CARD_MILLISECONDS,
  EMPTY_SCREEN,
  REMINDER_MILLISECONDS,
  SAME_CODE_MILLISECONDS,
  SameCode,
  screenAfter,
  screenTick,
} from "./screen";

const words = { ko: { headline: "머리", advice: "할 일" }, en: { headline: "head", advice: "advice" } };

function verdict(outcome: Outcome, ...warnings: Warning[]): Verdict {
  const spoken = { words, warnings, warning_words: warnings.map(() => words), misread: false };
  const next_step = outcome === "admit" ? "enter" : "turn_away";
  if (outcome === "admit")
    return { ...spoken, outcome, code: outcome, next_step, evidence: [], issuer: "", valid_until: "" };
  const said = { ...spoken, code: outcome, next_step } as const;
  return outcome === "refuse" ? { ...said, outcome } : { ...said, outcome };
}

const shown = (outcome: Outcome, ...warnings: Warning[]) =>
  screenAfter(EMPTY_SCREEN, { kind: "checked", verdict: verdict(outcome, ...warnings), at: 1_000 });

describe("the screen", () => {
  test("an admission goes by itself after two seconds, not before", () => {
    const screen = shown("admit");
    expect(screenTick(screen)).toBe(1_000 + ADMIT_MILLISECONDS);
    expect(screenAfter(screen, { kind: "tick", at: 2_999 })).toBe(screen);
    expect(screenAfter(screen, { kind: "tick", at: 3_000 }).verdict).toBeNull();
  });

  test.each(["refuse", "unclear"] as const)("%s stays until touched or the next code", (outcome) => {
    const screen = shown(outcome);
    expect(screenTick(screen)).toBeNull();
    expect(screenAfter(screen, { kind: "tick", at: 1e9 })).toBe(screen);
    expect(screenAfter(screen, { kind: "touched", at: 5_000 }).verdict).toBeNull();
    const next = screenAfter(screen, { kind: "checked", verdict: verdict("admit"), at: 5_000 });
    expect([next.verdict?.outcome, next.serial]).toEqual(["admit", 2]);
  });

  test("an admission on paper stays while a card is compared, until touched, the next code, or a minute", () => {
    const screen = shown("admit", "check_id");
    expect(screenAfter(screen, { kind: "tick", at: 1_000 + ADMIT_MILLISECONDS })).toBe(screen);
    expect(screenTick(screen)).toBe(1_000 + CARD_MILLISECONDS);
    const gone = screenAfter(screen, { kind: "tick", at: 1_000 + CARD_MILLISECONDS });
    expect([gone.verdict, gone.reminder]).toEqual([null, null]);
    expect(screenAfter(screen, { kind: "touched", at: 2_000 })).toMatchObject({ verdict: null, reminder: null });
  });

  test("a reminder stays in a line after the verdict has gone", () => {
    const gone = screenAfter(shown("admit", "seen_before"), { kind: "tick", at: 3_000 });
    expect([gone.verdict, gone.reminder?.warnings[0]]).toEqual([null, "seen_before"]);
    expect(screenAfter(gone, { kind: "tick", at: 3_000 + REMINDER_MILLISECONDS }).reminder).toBeNull();
    expect(screenAfter(gone, { kind: "touched", at: 4_000 }).reminder).toBeNull();
    expect(screenAfter(gone, { kind: "checked", verdict: verdict("admit"), at: 4_000 }).reminder).toBeNull();
  });

  test("a warning about the device leaves no reminder", () => {
    expect(screenAfter(shown("admit", "trust_stale", "status_old"), { kind: "tick", at: 3_000 }).reminder).toBeNull();
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
