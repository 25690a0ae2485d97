/** Where the present comes from. Tests bring their own. */
export interface Clocks {
  /** What the phone shows: milliseconds since 1970. Its owner can set it. */
  wall(): number;
  /** Milliseconds since some moment. Nobody sets it; it begins anew with each start of the page and may rest while the phone sleeps. */
  monotonic(): number;
}

export const systemClocks: Clocks = { wall: () => Date.now(), monotonic: () => performance.now() };

/** How far apart two clocks may be that agree, in milliseconds: an answer takes time, and is told in whole seconds. */
const AGREES = 5_000;
/** From so much on the phone's clock counts as off: well below what a scanner accepts, in milliseconds. */
const OFF = 20_000;

/** What was learned when the service last told its time. */
export interface Contact {
  /** The service's time, in milliseconds since 1970. */
  server: number;
  /** The phone's clocks at that moment. */
  wall: number;
  monotonic: number;
}

export type ClockState =
  /** The phone's own clock is taken. */
  | "trusted"
  /** The phone's clock is off by `offBy`; the service's time is taken in its place. */
  | "corrected"
  /** The phone's clock is probably off, and nothing says by how much now. */
  | "doubtful";

export interface Reading {
  /** The time to sign with, in seconds since 1970. */
  now: number;
  state: ClockState;
  /** How far the phone's clock was ahead of the service's at the last contact, in seconds. */
  aheadBy: number;
}

/**
 * The time to sign codes with. A phone's clock that is off is corrected by what the service said at the last contact, but only as
 * long as the monotonic clock confirms that nobody has set it since: else the wallet says so, and signs with what the phone shows.
 */
export class WalletClock {
  #contact: Contact | undefined;
  /** How far the phone's clock was ahead when this was last known, in milliseconds; from an earlier start of the page, too. */
  #aheadBy: number;

  constructor(
    private readonly clocks: Clocks = systemClocks,
    rememberedAheadBy = 0,
  ) {
    this.#aheadBy = rememberedAheadBy;
  }

  /** The service told its time, in milliseconds since 1970; `roundTrip` milliseconds passed between asking and hearing. */
  learn(server: number, roundTrip = 0): void {
    const wall = this.clocks.wall();
    this.#contact = { server: server + Math.min(roundTrip, AGREES) / 2, wall, monotonic: this.clocks.monotonic() };
    this.#aheadBy = wall - this.#contact.server;
  }

  read(): Reading {
    const wall = this.clocks.wall();
    const aheadBy = Math.round(this.#aheadBy / 1000);
    const wasRight = Math.abs(this.#aheadBy) < OFF;
    if (this.#contact === undefined) {
      // Nothing confirms an offset from an earlier start.
      return { now: wall / 1000, state: wasRight ? "trusted" : "doubtful", aheadBy };
    }
    const byMonotonic = this.clocks.monotonic() - this.#contact.monotonic;
    const drift = wall - this.#contact.wall - byMonotonic;
    if (Math.abs(drift) <= AGREES) {
      return wasRight
        ? { now: wall / 1000, state: "trusted", aheadBy }
        : { now: (this.#contact.server + byMonotonic) / 1000, state: "corrected", aheadBy };
    }
    // The monotonic clock rests while a phone sleeps, so a jump ahead says nothing of a clock that was right. One that was off, or
    // that went back, has been set.
    const slept = drift > 0 && wasRight;
    return { now: wall / 1000, state: slept ? "trusted" : "doubtful", aheadBy };
  }
}
