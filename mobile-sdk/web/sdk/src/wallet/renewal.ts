/** What scanners make of a pass that its phone presents well. */
export type PassStatus =
  /** Nothing speaks against it. */
  | "good"
  /** It is over. */
  | "ended"
  /** Its key was withdrawn: it is refused from a time on. */
  | "withdrawn"
  /** Its key is not on the trust list any more, or not for this pass. */
  | "key_gone"
  | "revoked";

/** How one of a phone's own passes stands. */
export interface OwnPass {
  standing: PassStatus;
  /** From when on a withdrawn one is refused, in seconds since 1970. It may have come. */
  from?: number;
}

/** What a phone should do about its passes. */
export interface Renewal {
  /** In the order in which they were given. */
  passes: OwnPass[];
  /** When to ask for others, in seconds since 1970: the time that was planned, or an earlier one. It may have come. */
  at: number;
}

/** Whether scanners refuse a pass at a time (seconds since 1970). One that is over is another matter. */
export function isRefused({ standing, from }: OwnPass, now: number): boolean {
  if (standing === "withdrawn") return from === undefined || from <= now;
  return standing === "key_gone" || standing === "revoked";
}
