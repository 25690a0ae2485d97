import type { Eligibility } from "./eligibility.js";

/**
 * Why something failed, as far as the owner can act on it: this phone has no network; the network does not reach the
 * service; it answers in the service's place, like a Wi-Fi before its sign-in; the service asks for time; this phone
 * could not store the data; anything else.
 */
export type Reason = "offline" | "unreachable" | "portal" | "busy" | "storage" | "failed";

/** What the issuer says about a person, and the owner can act on. */
export type Trouble =
  | "revoked"
  | "unknown"
  | "no-evidence"
  | "not-eligible"
  | "not-yet-eligible"
  | "sign-in-again"
  | "another-phone";

/** Details of a problem. */
interface ProblemDetails {
  /** Seconds after which the service wants to be asked again. */
  retryAfter?: number | undefined;
  /** What the owner must know; without it the same request may succeed later. */
  trouble?: Trouble | undefined;
  /** What the person reads about their eligibility. */
  eligibility?: Eligibility | undefined;
}

/** The service refused, or did not answer, or something else answered. */
export class ServiceProblem extends Error {
  readonly retryAfter: number | undefined;
  readonly trouble: Trouble | undefined;
  readonly eligibility: Eligibility | undefined;

  constructor(
    readonly code: string,
    readonly reason: Reason,
    { retryAfter, trouble, eligibility }: ProblemDetails = {},
  ) {
    super(code);
    this.retryAfter = retryAfter;
    this.trouble = trouble;
    this.eligibility = eligibility;
  }
}

/** Errors of a browser that cannot make keys. */
const KEY_ERRORS = ["NotSupportedError", "OperationError"];

/** Any error as a problem: an error of the browser's storage is not the service's fault. */
export function serviceProblemOf(error: unknown): ServiceProblem {
  if (error instanceof ServiceProblem) return error;
  return error instanceof DOMException && !KEY_ERRORS.includes(error.name)
    ? new ServiceProblem(error.name, "storage")
    : new ServiceProblem("failed", "failed");
}

/** Whether the network is the reason: then the next try is due when it is back. */
export function isNetworkReason(reason: Reason | undefined): boolean {
  return reason === "offline" || reason === "unreachable" || reason === "portal";
}

/**
 * What a problem of the service means for the owner. Only the issuer's knowledge of a person is passed on; every
 * technical failure is `undefined`: it passes, and says nothing about a person.
 */
export function troubleOf(code: string): Trouble | undefined {
  switch (code) {
    case "revoked":
      return "revoked";
    case "unknown_subject":
      return "unknown";
    case "no_evidence":
      return "no-evidence";
    case "not_eligible":
      return "not-eligible";
    case "not_yet_eligible":
      return "not-yet-eligible";
    case "sign_in_too_old":
      return "sign-in-again";
    case "fresh_sign_in_needed":
      return "another-phone";
    default:
      return undefined;
  }
}
