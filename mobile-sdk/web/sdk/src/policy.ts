/** Texts by language: `ko`, `en` and perhaps others. */
export type Texts = Readonly<Record<string, string>> & { readonly ko: string; readonly en: string };

/** What a venue can choose of the rules in force. */
export interface PolicyList {
  /**
   * `missing`: no rules file is in force, every chosen policy is `rules_missing`; `unreadable`: this version cannot
   * read the file, every chosen policy is `rule_failed`.
   */
  rules: "missing" | "unreadable" | "readable";
  /** The policies of a readable file, in its order; those that follow each other share an id. */
  policies: readonly Policy[];
}

/** A policy of the rules in force. Times are seconds since 1970. */
export interface Policy {
  id: string;
  name: Texts;
  /** The first second of it. */
  from: number;
  /** The first second after it; `null`: no end. */
  until: number | null;
  standing: "ended" | "current" | "later";
  /** Whether a code must answer a challenge of the scanner. */
  challenge_required: boolean;
  /** What it says where no status list of the pass's day is in force; `null` where it says nothing. */
  status: "warn" | "required" | null;
}
