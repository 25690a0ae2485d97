import type { Verdict } from "./verdict.js";

/** What a program can do about a verdict, apart from showing it. */
export type FollowUp =
  /** The text is not a genuine code as it was read. Where there are other readings of the same input, check those. */
  | "try_other_reading"
  /** The code is cut off or garbled: a hand-held scanner has lost characters. */
  | "scan_again"
  /** Newer trust data may change the verdict. */
  | "check_again_with_new_data"
  /** The key may be newer than this scanner's trust list. */
  | "fetch_manifest"
  /** Only the issuer knows the reason. */
  | "ask_issuer";

/** The only list of codes (wire format, section 10) by which programs decide. The core does not export it yet. */
const FOLLOW_UPS: Readonly<Record<string, readonly FollowUp[]>> = {
  unknown_format: ["try_other_reading"],
  malformed: ["try_other_reading", "scan_again"],
  unknown_key: ["try_other_reading", "check_again_with_new_data", "fetch_manifest"],
  bad_signature: ["try_other_reading"],
  holder_proof_invalid: ["try_other_reading"],
  status_required: ["check_again_with_new_data"],
  trust_expired: ["check_again_with_new_data"],
  rules_missing: ["check_again_with_new_data"],
  rule_failed: ["check_again_with_new_data"],
  revoked: ["ask_issuer"],
};

/** Whether a verdict calls for this. */
export function callsFor({ code }: Pick<Verdict, "code">, followUp: FollowUp): boolean {
  return FOLLOW_UPS[code]?.includes(followUp) ?? false;
}

/** What a scanner would decide about a paper pass, as far as this device knows. */
export type PaperStatus =
  /** Nothing speaks against it. */
  | "good"
  /** This device lacks the data to decide, or to rule out a revocation. */
  | "unchecked"
  | "not-yet"
  | "expired"
  | "revoked"
  /** The key that signed it is no longer valid: the paper must be printed again. */
  | "replaced"
  /** No issuer that this device trusts has signed it. */
  | "not-genuine";

/** The status of a paper pass by the verdict of its check. */
export function paperStatusOf({
  outcome,
  code,
  warnings,
}: Pick<Verdict, "outcome" | "code" | "warnings">): PaperStatus {
  if (outcome === "admit") return warnings.includes("status_missing") ? "unchecked" : "good";
  switch (code) {
    case "expired":
      return "expired";
    case "revoked":
      return "revoked";
    case "not_yet_valid":
      return "not-yet";
    case "key_withdrawn":
    case "key_not_valid_then":
      return "replaced";
    default:
      return outcome === "refuse" ? "not-genuine" : "unchecked";
  }
}
