import type { NextStep, Verdict } from "@haetae/sdk";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Screen } from "../verdict/screen";
import type { Checker, CodeReader, Picture } from "./checker";
import { ScanSession } from "./session";

const words = { ko: { headline: "", advice: "" }, en: { headline: "", advice: "" } };
const refusal = (code: string, next_step: NextStep = "turn_away", misread = false): Verdict => ({
  outcome: "refuse",
  code,
  words,
  warnings: [],
  warning_words: [],
  next_step,
  misread,
});
const IDLE_MILLISECONDS = 300_000;

/** A session whose camera sees the code in `inView`. */
function openSession(verdicts: Record<string, Verdict> = {}) {
  const seen = {
    inView: null as string | null,
    checked: [] as string[],
    results: [] as string[],
    screens: [] as Screen[],
    hints: [] as unknown[],
    failed: 0,
    received: [] as string[],
    firstSync: null as Promise<void> | null,
    waiting: [] as boolean[],
  };
  const reader: CodeReader = { open: async () => frame as ImageBitmap, read: async () => seen.inView };
  const checker = {
    limits: { seen_before_seconds: IDLE_MILLISECONDS / 1000 },
    check: async (text: string) => {
      seen.checked.push(text);
      return verdicts[text] ?? refusal(text);
    },
    firstSync: () => seen.firstSync,
    unreadable: async () => refusal("unreadable"),
  } as unknown as Checker;
  const receiver = {
    take: async (text: string) => {
      seen.received.push(text);
      return text !== "HB1:nonsense";
    },
  };
  const opened = new ScanSession(reader, checker, receiver, {
    changed: (screen) => void seen.screens.push(screen),
    checked: (verdict) => void seen.results.push(verdict.code),
    hint: (hint) => void seen.hints.push(hint),
    waiting: (isWaiting) => void seen.waiting.push(isWaiting),
    failed: () => void seen.failed++,
  });
  return { opened, seen };
}

const frame = {} as Picture;

describe("a scan session", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("checks a code once while it stays in view, and each code after it", async () => {
    const { opened, seen } = openSession();
    for (const code of [null, "A", "A", "A", null, "A", "B", "A"]) {
      seen.inView = code;
      await opened.frame(frame);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(seen.results).toEqual(["A", "B", "A"]);
    await vi.advanceTimersByTimeAsync(3_000);
    await opened.frame(frame);
    expect(seen.results).toEqual(["A", "B", "A", "A"]);
  });

  test("checks a code in view again when new data arrives, if that was missing", async () => {
    const { opened, seen } = openSession({ A: { ...refusal("trust_expired", "update_scanner"), outcome: "unclear" } });
    for (const code of ["A", "A", "B", "B"]) {
      seen.inView = code;
      opened.dataChanged();
      await opened.frame(frame);
    }
    expect(seen.results).toEqual(["trust_expired", "trust_expired", "B"]);
  });

  test("checks a code in view again when another policy counts, unless it was admitted", async () => {
    const admit: Verdict = { ...refusal("admit", "enter"), outcome: "admit", code: "admit" };
    const { opened, seen } = openSession({ A: admit, B: refusal("policy_not_met") });
    for (const code of ["A", "A", "B", "B"]) {
      seen.inView = code;
      opened.policyChanged();
      await opened.frame(frame);
    }
    expect(seen.results).toEqual(["admit", "policy_not_met", "policy_not_met"]);
  });

  test("passes series codes on, and checks a visitor's code between them", async () => {
    const { opened, seen } = openSession();
    for (const code of ["HB1:1", "HB1:2", "A", "HB1:3", "A", "HB1:nonsense"]) {
      seen.inView = code;
      await opened.frame(frame);
    }
    expect(seen.received).toEqual(["HB1:1", "HB1:2", "HB1:3", "HB1:nonsense"]);
    // The visitor's phone was there all the time; what only looks like a series code is checked.
    expect(seen.results).toEqual(["A", "HB1:nonsense"]);
    seen.inView = "HB1:4";
    await opened.photo(frame);
    await opened.typed({ raw: "?", texts: ["HB1:5"], mangled: false });
    expect([seen.received.slice(4), seen.results.length, seen.hints.at(-1)]).toEqual([["HB1:4", "HB1:5"], 2, null]);
    opened.touched();
    expect(opened.isIdle(performance.now())).toBe(false);
  });

  test("waits with the first verdict for the lists that are on their way", async () => {
    const { opened, seen } = openSession();
    let arrived: () => void = () => undefined;
    seen.firstSync = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const typed = opened.typed({ raw: "A", texts: ["A"], mangled: false });
    await vi.advanceTimersByTimeAsync(1_000);
    expect([seen.checked, seen.waiting]).toEqual([[], [true]]);
    seen.firstSync = null;
    arrived();
    await typed;
    await opened.typed({ raw: "B", texts: ["B"], mangled: false });
    expect([seen.results, seen.waiting]).toEqual([
      ["A", "B"],
      [true, false],
    ]);
  });

  test("reports that the keys of a hand-held scanner are unreadable, and nothing about the visitor", async () => {
    const { opened, seen } = openSession();
    await opened.typed({ raw: "??", texts: [], mangled: false, isUnheard: true });
    expect([seen.results, seen.hints]).toEqual([[], ["unheard"]]);
    await opened.typed({ raw: "A", texts: ["A"], mangled: false, isSlow: true });
    expect([seen.results, seen.hints.at(-1)]).toEqual([["A"], "slow"]);
  });

  test("lets an admission go after two seconds by itself", async () => {
    const { opened, seen } = openSession({
      A: {
        outcome: "admit",
        code: "admit",
        words,
        warnings: [],
        warning_words: [],
        next_step: "enter",
        misread: false,
        evidence: [],
        issuer: "",
        valid_until: "",
      },
    });
    seen.inView = "A";
    await opened.frame(frame);
    await vi.advanceTimersByTimeAsync(1_990);
    expect(opened.screen.verdict?.code).toBe("admit");
    await vi.advanceTimersByTimeAsync(20);
    expect(opened.screen.verdict).toBeNull();
  });

  test("says unreadable of a photo without a code, and nothing of a frame without one", async () => {
    const { opened, seen } = openSession();
    await opened.frame(frame);
    expect(seen.results).toEqual([]);
    await opened.photo(frame);
    expect(seen.results).toEqual(["unreadable"]);
  });

  test("takes the reading that is a pass, and never one that is only readable", async () => {
    const { opened, seen } = openSession({
      wrong: refusal("bad_signature", "turn_away", true),
      right: refusal("expired", "open_app"),
      worse: refusal("malformed", "update_app", true),
    });
    await opened.typed({ raw: "?", texts: ["wrong", "right"], mangled: true });
    await opened.typed({ raw: "?", texts: ["right", "wrong"], mangled: false });
    await opened.typed({ raw: "?", texts: ["wrong", "worse"], mangled: true });
    await opened.typed({ raw: "raw", texts: [], mangled: false });
    await opened.typed({ raw: "?", texts: ["worse"], mangled: false });
    expect(seen.results).toEqual(["expired", "expired", "bad_signature", "raw", "malformed"]);
    expect(seen.hints).toEqual(["mangled", null, "mangled", null, "incomplete"]);
  });

  test("is idle after five minutes without a code, and not while a verdict is shown", async () => {
    const { opened, seen } = openSession();
    seen.inView = "A";
    await opened.frame(frame);
    await vi.advanceTimersByTimeAsync(IDLE_MILLISECONDS);
    expect(opened.isIdle(performance.now())).toBe(false);
    opened.touched();
    expect(opened.isIdle(performance.now())).toBe(true);
    await opened.frame(frame);
    opened.touched();
    expect(opened.isIdle(performance.now())).toBe(false);
  });

  test("goes on after a failure, and says when there is nothing but failures", async () => {
    const { opened, seen } = openSession({
      get A(): Verdict {
        throw new Error("no");
      },
    });
    for (const code of ["A", "B", "A", "C", "A", "B", "A", "C"]) {
      seen.inView = code;
      await opened.frame(frame);
    }
    expect([seen.results, seen.failed]).toEqual([["B", "C", "B", "C"], 0]);
    for (let failure = 0; failure < 7; failure++) await opened.typed({ raw: "A", texts: [], mangled: false });
    expect(seen.failed).toBe(1);
  });
});
