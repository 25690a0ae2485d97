/** How much of the time is known. */
export type TimeTrust =
  /** Learned from the service since this page was opened, and both clocks have agreed since. */
  | "confirmed"
  /** Nothing was learned since this page was opened: it is this phone's own clock. */
  | "unconfirmed"
  /** This phone's clock was set since, or the phone has slept: what was learned no longer applies. */
  | "disturbed"
  /**
   * This phone's clock is wrong: the time is estimated from the last contact. Scanners may refuse codes made with it.
   */
  | "estimated";

/**
 * What the owner must know of the phone's clock: nothing; that it is wrong and corrected; that it is probably wrong by
 * an unknown amount; or that it is wrong and the time is estimated.
 */
export type ClockState = "trusted" | "corrected" | "doubtful" | "estimated";

/** The time that presentations are signed with. */
export interface PhoneTime {
  /** Seconds since 1970. */
  now: number;
  trust: TimeTrust;
  state: ClockState;
  /**
   * Seconds by which this phone's clock was behind the service's at the last contact, ever; `undefined` before the
   * first.
   */
  behind: number | undefined;
  /** Seconds that were added to this phone's clock. */
  correction: number;
  /**
   * The earliest possible time: the service's time, and what the monotonic clock has counted since. `undefined` while
   * this page has had no contact with the service.
   */
  earliest: number | undefined;
}
