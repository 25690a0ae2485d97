/** One of exactly three: "we cannot tell" is never shown as "no". */
export type Outcome = "admit" | "refuse" | "unclear";

/** The languages of the screens. */
export type Language = "ko" | "en";

/** What is the matter, and what to do next; the core's words for one code. */
export interface CodeWords {
  readonly headline: string;
  /** Empty where nothing is to do. */
  readonly advice: string;
}

/** The core's words in every language of the screens. */
export type Words = Readonly<Record<Language, CodeWords>>;

/** What an admission should be looked at for (wire format, section 10). */
export interface Warning {
  readonly code: string;
  readonly words: Words;
}

/** One thing that a pass attests, as far as the venue may see it. */
export type Evidence =
  | { readonly kind: "vaccination"; readonly doses: number; readonly date: string; readonly product: string }
  | { readonly kind: "test"; readonly sampled_at: string; readonly method: string }
  | { readonly kind: "recovery"; readonly date: string }
  | { readonly kind: "exemption"; readonly until: string }
  | { readonly kind: "clearance"; readonly policy: string; readonly until: string };

/** What a venue may see of somebody who is admitted. Times are RFC 3339. */
export interface Admission {
  readonly evidence: readonly Evidence[];
  readonly name?: string | undefined;
  /** Month and day, `MM-DD`. */
  readonly birth?: string | undefined;
  readonly issuer: string;
  readonly validUntil: string;
}

/** The result of a check, with its words. */
export interface Verdict {
  readonly outcome: Outcome;
  /** `admit`, or the code of section 10. */
  readonly code: string;
  readonly words: Words;
  readonly warnings: readonly Warning[];
  readonly admission?: Admission | undefined;
  /** Since when an expired pass is over. */
  readonly expiredAt?: string | undefined;
  /** From when on a pass is valid that is not yet. */
  readonly validFrom?: string | undefined;
}
