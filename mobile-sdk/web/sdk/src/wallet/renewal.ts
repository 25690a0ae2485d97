/** What scanners decide about a pass that its phone presents correctly. */
export type PassStatus =
  /** Nothing speaks against it. */
  | "good"
  /** It has expired. */
  | "ended"
  /** Its key was withdrawn: it is refused from a time on. */
  | "withdrawn"
  /** Its key is no longer on the trust list, or not for this pass. */
  | "key_gone"
  | "revoked";

/** The status of one of a phone's own passes. */
export interface OwnPass {
  standing: PassStatus;
  /** From when on a withdrawn one is refused, in seconds since 1970. This may be in the past. */
  from?: number;
}

/** What a phone should do about its passes. */
export interface Renewal {
  /** By day. */
  passes: OwnPass[];
  /** When to renew, in seconds since 1970: the planned time, or an earlier one. This may be in the past. */
  at: number;
  /**
   * What to store until the next look, if passes need others in their place: with it a phone asks again with growing
   * pauses while the answers change nothing.
   */
  asked?: string;
}
