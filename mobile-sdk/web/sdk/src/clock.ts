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

/** Both clocks at one moment. */
export interface Moment {
  /** Seconds since 1970. */
  wall: number;
  /** Milliseconds. */
  monotonic: number;
}

/** Both clocks now. An engine's own would not do: a worker counts from another moment. */
export function momentOf(clock: Clock): Moment {
  return { wall: clock.now(), monotonic: clock.monotonic() };
}
