/** The limits of the format that screens name or wait for, in seconds, bytes and days. */
export interface Limits {
  /** How often a phone makes a new code. */
  live_seconds: number;
  /** How long answers to a challenge are accepted. */
  challenge_seconds: number;
  min_challenge_bytes: number;
  max_challenge_bytes: number;
  /** For how long a scanner remembers the codes that it has admitted. */
  seen_before_seconds: number;
  /** From how far off the phones on a scanner's clock is in doubt. */
  clock_warning_seconds: number;
  /** How far behind the data in force a scanner's clock may be. */
  clock_behind_seconds: number;
  /** From how far off the service on a phone's clock counts as wrong. */
  clock_off_seconds: number;
  seconds_per_day: number;
  /** For how many days a phone keeps passes, today included. */
  days_kept: number;
  max_days_ahead: number;
  /** How long paper passes are valid at most. */
  max_paper_days: number;
}
