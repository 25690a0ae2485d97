import type { Clock } from "../clock.js";
import type { Contact } from "../storage/wallet-storage.js";

/** How much of the time is known. */
export type TimeTrust =
  /** Learned from the service since this page was opened, and both clocks have agreed since. */
  | "confirmed"
  /** Nothing was learned since this page was opened: it is this phone's own clock. */
  | "unconfirmed"
  /** Somebody has set this phone's clock since, or it has slept: what was learned is not applied any more. */
  | "disturbed";

/** The time that presentations are signed with. */
export interface PhoneTime {
  /** Seconds since 1970. */
  now: number;
  trust: TimeTrust;
  /** Seconds by which this phone's clock was behind the service's at the last contact, ever; `undefined` before the first. */
  behind: number | undefined;
  /** Seconds that were added to this phone's clock. */
  correction: number;
}

/** The two clocks may drift apart by so many seconds and still agree. */
const AGREEMENT_SECONDS = 2;

interface Learned {
  behind: number;
  wall: number;
  monotonic: number;
}

/** Corrects this phone's clock by the service's, only as long as the monotonic clock agrees with it. */
export class PhoneClock {
  readonly #clock: Clock;
  #learned: Learned | undefined;
  #last: Contact | undefined;

  constructor(clock: Clock, last: Contact | undefined) {
    this.#clock = clock;
    this.#last = last;
  }

  /** Learns the service's time, in seconds since 1970, from an answer that has just arrived. */
  learn(server: number): Contact {
    const [wall, monotonic] = [this.#clock.now(), this.#clock.monotonic()];
    const behind = server - wall;
    this.#learned = { behind, wall, monotonic };
    this.#last = { server, behind };
    return this.#last;
  }

  /** The time now. */
  time(): PhoneTime {
    const wall = this.#clock.now();
    const behind = this.#last?.behind;
    if (this.#learned === undefined) return { now: wall, trust: "unconfirmed", behind, correction: 0 };
    const elapsed = (this.#clock.monotonic() - this.#learned.monotonic) / 1000;
    if (Math.abs(wall - this.#learned.wall - elapsed) > AGREEMENT_SECONDS + elapsed / 10_000) {
      return { now: wall, trust: "disturbed", behind, correction: 0 };
    }
    return { now: wall + this.#learned.behind, trust: "confirmed", behind, correction: this.#learned.behind };
  }
}
