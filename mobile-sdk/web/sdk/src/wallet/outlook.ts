import type { RuleMessage } from "../verdict.js";

/** Texts of the rules by language: `ko`, `en` and perhaps others. To be shown as text. */
export type RuleTexts = RuleMessage["text"];

/**
 * Why this phone cannot tell where a pass is good. It never says anything about a person: there are no rules here, or
 * none that count; they cannot be read by this app; the clock is wrong, or may be; the data is so old that no scanner
 * would use it; there is no pass that has not expired; scanners refuse the pass, whatever the rules say.
 */
export type NoOutlook = "no_rules" | "unreadable" | "clock" | "outdated" | "no_pass" | "refused";

/** What the rules of a policy say. */
export interface PolicyAnswer {
  /** `rule_failed` is not a no: a rule cannot be evaluated. `rules_missing`: no policy of this id is in force. */
  answer: "met" | "rules_missing" | "rule_failed" | "policy_not_met";
  /** The rules' own words, with `policy_not_met`. */
  messages?: readonly RuleMessage[];
}

/** A time in which a pass meets a policy, in seconds since 1970. */
export interface Good {
  from: number;
  /** The first second at which it no longer does; absent if that is not within `Outlook.days` of `from`. */
  until?: number;
  /** What the rules say at `until`; absent if the pass itself has expired then: a paper pass. */
  after?: PolicyAnswer;
}

/** What the policies of one id say of a pass: those in force, and those that begin later. */
export interface PolicyOutlook extends PolicyAnswer {
  id: string;
  name: RuleTexts;
  /** When `answer` holds, in seconds since 1970: now, or at the beginning of the policy or of a paper pass. */
  asked: number;
  /** When the policy begins, if none of this id is in force now. */
  begins?: number;
  /** From when until when the pass meets the policy; absent if it does not within `Outlook.days` of `asked`. */
  good?: Good;
  /** The time at which the rules say no, if the pass is good now and that is within a week. */
  ends_soon?: number;
}

/** Where a pass is good, by the rules that this phone holds. It is no verdict: scanners check more than rules. */
export interface Outlook {
  /** By this time, in seconds since 1970. */
  now: number;
  /** When the data was issued that names these rules as the newest, in seconds since 1970. */
  known: number;
  /** For how many days the future is checked. */
  days: number;
  /** One for each id, in the order of the rules. */
  policies: readonly PolicyOutlook[];
}

/** Where a pass is good, or why this phone cannot tell. */
export type OutlookOrWhy = Outlook | { why: NoOutlook };
