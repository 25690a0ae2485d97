/** Where the present comes from. Tests bring their own. */
export interface Clock {
  /** The time of day: seconds since 1970, with fractions. People and networks set it. */
  now(): number;
  /** Milliseconds since some moment. Nobody sets it; it begins anew with each start of the page. */
  monotonic(): number;
}

/** The clocks of this device. */
export const systemClock: Clock = {
  now: () => Date.now() / 1000,
  monotonic: () => performance.now(),
};
