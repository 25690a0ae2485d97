/**
 * Why something could not be done, as far as its owner can act on it: this phone has no network; the network does not reach the
 * service; it answers in the service's place, as a Wi-Fi does before its sign-in; the service asks for time; this phone could not
 * keep what arrived; anything else.
 */
export type Reason = "offline" | "unreachable" | "portal" | "busy" | "storage" | "failed";

/** What the issuer says of somebody, which its owner can act on. */
export type Trouble = "revoked" | "unknown" | "no-evidence" | "sign-in-again";

/** What more is known of a problem. */
interface ProblemDetails {
  /** Seconds after which the service wants to be asked again. */
  retryAfter?: number | undefined;
  /** What the owner must know; without it the same request is good again later. */
  trouble?: Trouble | undefined;
}

/** The service said no, or nothing, or it was not the service that answered. */
export class ServiceProblem extends Error {
  readonly retryAfter: number | undefined;
  readonly trouble: Trouble | undefined;

  constructor(
    readonly code: string,
    readonly reason: Reason,
    { retryAfter, trouble }: ProblemDetails = {},
  ) {
    super(code);
    this.retryAfter = retryAfter;
    this.trouble = trouble;
  }
}

/** What a browser says of keys that it cannot make. */
const KEY_ERRORS = ["NotSupportedError", "OperationError"];

/** Any error as a problem: what a browser says of its storage is not the service's fault. */
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
 * What a problem of the service means for the owner. Only what the issuer knows of a person is passed on as such; every technical
 * failure is `undefined`: it goes by, and says nothing about anybody.
 */
export function troubleOf(code: string): Trouble | undefined {
  switch (code) {
    case "revoked":
      return "revoked";
    case "unknown_subject":
      return "unknown";
    case "no_evidence":
      return "no-evidence";
    case "sign_in_too_old":
      return "sign-in-again";
    default:
      return undefined;
  }
}
