import type { Trouble } from "../household/person.js";

/** The service said no, or nothing. `trouble` is what the owner must know; without it the same request is good again later. */
export class ServiceProblem extends Error {
  constructor(
    readonly code: string,
    readonly retryAfter: number | undefined,
    readonly trouble: Trouble | undefined,
  ) {
    super(code);
  }
}

/**
 * What a problem of the service means for the owner. Only what the issuer knows of a person is told as such; every technical
 * failure is `undefined`: it is nobody's fault who stands in a queue, and it goes by.
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
