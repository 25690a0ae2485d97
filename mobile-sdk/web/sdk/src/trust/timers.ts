/** Calls back later. Tests use their own. */
export interface Timers {
  /** Calls back after this many milliseconds, unless the returned function is called before. */
  after(milliseconds: number, call: () => void): () => void;
}

/** The timers of this device. */
export const systemTimers: Timers = {
  after: (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
};
