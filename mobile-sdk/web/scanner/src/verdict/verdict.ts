/** One of exactly three: "we cannot tell" is never shown as "no". */
export type Outcome = "admit" | "refuse" | "unclear";

/** The languages of the screens. */
export type Language = "ko" | "en";

/** What is the matter, and what to do next; the advice is empty where nothing is to do. */
export interface Words {
  headline: string;
  advice: string;
}

/** The core's words in every language of the screens. */
export type BothLanguages = Record<Language, Words>;

/** One thing that a pass attests. */
export type Evidence =
  | { kind: "vaccination"; doses: number; date: string; product: string }
  | { kind: "test"; sampled_at: string; method: "naat" | "rapid" }
  | { kind: "recovery"; date: string }
  | { kind: "exemption"; until: string }
  | { kind: "clearance"; policy: string; until: string };

interface Spoken {
  /** `admit`, or the code of section 10. */
  code: string;
  warnings: readonly string[];
  words: BothLanguages;
  /** In the order of `warnings`. */
  warning_words: readonly BothLanguages[];
}

/** Let them in; with what the venue may see. */
export interface Admission extends Spoken {
  outcome: "admit";
  evidence: readonly Evidence[];
  name?: string;
  birth?: string;
  issuer: string;
  valid_until: string;
}

/** No, with proof. */
export interface Refusal extends Spoken {
  outcome: "refuse";
  expired_at?: string;
}

/** This scanner cannot tell. */
export interface Unclear extends Spoken {
  outcome: "unclear";
  valid_from?: string;
}

export type Verdict = Admission | Refusal | Unclear;
