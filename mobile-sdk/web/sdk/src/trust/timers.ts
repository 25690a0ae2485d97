/** What calls back later. Tests bring their own. */
export interface Timers {
  /** Calls back after so many milliseconds, unless the function that it returns is called before. */
  after(milliseconds: number, call: () => void): () => void;
}

/** The timers of this device. */
export const systemTimers: Timers = {
  after: (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
};
