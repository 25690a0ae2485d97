import type { Inspected, Verdict } from "@haetae/sdk";

/** What a door would make of a paper pass, as far as this phone knows. */
export type PaperStatus =
  /** Nothing speaks against it. */
  | "good"
  /** This phone lacks what it takes to tell, or to rule out a revocation. */
  | "unchecked"
  | "not-yet"
  | "expired"
  | "revoked"
  /** The key that signed it does not count any more: the paper must be printed anew. */
  | "replaced"
  /** Nobody whom this service trusts has signed it. */
  | "not-genuine";

/** What the check says, in the words of a phone. A pass that is over by its own dates is over, whatever else is not known. */
export function statusOf(verdict: Pick<Verdict, "outcome" | "code"> & { warnings?: readonly string[] }, { expires }: Pick<Inspected, "expires">, now: number): PaperStatus {
  const status = statusByVerdict(verdict);
  return status === "unchecked" && Date.parse(expires) / 1000 <= now ? "expired" : status;
}

function statusByVerdict({ outcome, code, warnings = [] }: Pick<Verdict, "outcome" | "code"> & { warnings?: readonly string[] }): PaperStatus {
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
