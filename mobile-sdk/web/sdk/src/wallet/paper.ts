/** What scanners would decide about a paper pass, as far as this device knows. */
export type PaperStatus =
  /** Nothing speaks against it. */
  | "good"
  /** This device lacks the data to decide, or to rule out a revocation. */
  | "unchecked"
  | "not_yet"
  | "expired"
  | "revoked"
  /** The key that signed it is no longer valid: the paper must be printed again. */
  | "replaced"
  /** No issuer that this device trusts has signed it. */
  | "not_genuine";
