import type { Texts } from "./policy.js";

/** Exactly three: "cannot decide" is never shown as "no". */
export type Outcome = "admit" | "refuse" | "unclear";

/** The reason in a few words, and what to do next; empty if there is nothing to do. */
export interface VerdictText {
  headline: string;
  advice: string;
}

/** Texts in Korean and English. */
export interface BilingualText {
  ko: VerdictText;
  en: VerdictText;
}

/** What staff should look at with an admission (wire format, section 10). */
export type Warning = "check_id" | "seen_before" | "trust_stale" | "status_missing" | "status_old" | "clock_suspect";

/** One thing that a pass attests. Dates are `YYYY-MM-DD`, times RFC 3339 in UTC. */
export type Evidence =
  | { kind: "vaccination"; doses: number; date: string; product: string }
  | { kind: "test"; sampled_at: string; method: "naat" | "rapid" }
  | { kind: "recovery"; date: string }
  | { kind: "exemption"; until: string }
  | { kind: "clearance"; policy: string; until: string };

/** What the person at the door, or the scanner itself, does next: programs need not list codes. */
export type NextStep =
  /** They come in. */
  | "enter"
  | "compare_card"
  | "look_at_person"
  | "scan_again"
  /** The app that shows the pass is to be updated. */
  | "update_app"
  /** The live code is to be shown. */
  | "open_app"
  /** The pass is to be shown on the phone that it was issued to. */
  | "own_phone"
  | "answer_challenge"
  /** The paper pass is to be printed again. */
  | "print_again"
  /** Only the issuer knows the reason. */
  | "ask_issuer"
  /** The pass begins later. */
  | "wait"
  /** Newer trust data may change the verdict. */
  | "update_scanner"
  /** This scanner's clock is to be set. */
  | "set_clock"
  | "turn_away";

interface VerdictBase {
  /** `admit`, or the code of section 10. */
  code: string;
  /** In the order of section 10; none but with an admission. */
  warnings: readonly Warning[];
  words: BilingualText;
  /** The texts of each warning, in the order of `warnings`. */
  warning_words: readonly BilingualText[];
  next_step: NextStep;
  /**
   * Whether a device that types what it reads may have garbled the code: where there are other readings of the same
   * input, check those.
   */
  misread: boolean;
}

/** The message of a rule, by language: `ko`, `en` and perhaps others. */
export interface RuleMessage {
  rule: string;
  text: Texts;
}

/** Let them in; with what the venue may see: everything, or what its policy shows. */
export interface Admission extends VerdictBase {
  outcome: "admit";
  code: "admit";
  evidence?: readonly Evidence[];
  /** The holder's masked name, if the pass carries it. */
  name?: string;
  /** The holder's birthday as `MM-DD`, if the pass carries it. */
  birth?: string;
  issuer?: string;
  /** RFC 3339 in UTC. */
  valid_until?: string;
}

/** No, with proof. */
export interface Refusal extends VerdictBase {
  outcome: "refuse";
  /** Since when, with `expired`: RFC 3339 in UTC. */
  expired_at?: string;
  /** The ids of the rules that are false, with `policy_not_met`. */
  rules?: readonly string[];
  /** The rules' own words for the evidence that the pass holds, with `policy_not_met`. */
  messages?: readonly RuleMessage[];
}

/** This scanner cannot decide, and says what to do next. */
export interface Unclear extends VerdictBase {
  outcome: "unclear";
  /** From when on, with `not_yet_valid`: RFC 3339 in UTC. */
  valid_from?: string;
  /** The id of the rule that cannot be evaluated, with `rule_failed`; absent where the whole file cannot be read. */
  rules?: readonly string[];
}

/** The result of a check. */
export type Verdict = Admission | Refusal | Unclear;
