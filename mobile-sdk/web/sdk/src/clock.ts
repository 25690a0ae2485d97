/** The source of the time. Tests use their own. */
export interface Clock {
  /** The time of day: seconds since 1970, with fractions. People and networks can set it. */
  now(): number;
  /** Milliseconds since an arbitrary moment. It cannot be set, and restarts with the page. */
  monotonic(): number;
}

/** The clocks of this device. */
export const systemClock: Clock = {
  now: () => Date.now() / 1000,
  monotonic: () => performance.now(),
};
