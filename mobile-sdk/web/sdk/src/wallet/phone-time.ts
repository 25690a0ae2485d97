import type { Clock } from "../clock.js";
import type { LastContact } from "../storage/wallet-storage.js";
import type { IssuedPass } from "./pass.js";

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

/** The time that presentations are signed with. */
export interface PhoneTime {
  /** Seconds since 1970. */
  now: number;
  trust: TimeTrust;
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

/** The two clocks may drift apart by this many seconds and still agree. */
const AGREEMENT_SECONDS = 2;

/** Both clocks at one moment. */
interface Moment {
  wall: number;
  monotonic: number;
}

/** Corrects this phone's clock by the service's, as long as the monotonic clock agrees with it. */
export class PhoneClock {
  readonly #clock: Clock;
  readonly #opened: Moment;
  #learned: Moment | undefined;
  #last: LastContact | undefined;

  constructor(clock: Clock, last: LastContact | undefined) {
    this.#clock = clock;
    this.#last = last;
    this.#opened = this.#moment();
  }

  /** Learns the service's time, in seconds since 1970, from an answer that has just arrived. */
  learn(server: number): LastContact {
    this.#learned = this.#moment();
    this.#last = { server, behind: server - this.#learned.wall };
    return this.#last;
  }

  /** The time now. */
  time(): PhoneTime {
    const { wall, monotonic } = this.#moment();
    if (this.#last === undefined)
      return { now: wall, trust: "unconfirmed", behind: undefined, correction: 0, earliest: undefined };
    const { server, behind } = this.#last;
    const since = this.#learned ?? this.#opened;
    const elapsed = (monotonic - since.monotonic) / 1000;
    const bound = server + elapsed;
    const earliest = this.#learned === undefined ? undefined : bound;
    if (this.#learned !== undefined && Math.abs(wall - since.wall - elapsed) <= agreement(elapsed)) {
      return { now: wall + behind, trust: "confirmed", behind, correction: behind, earliest };
    }
    if (wall < bound - agreement(elapsed)) {
      // A time in the past: the clock is wrong, perhaps by as much as at the last contact.
      const now = Math.max(wall + behind, bound);
      return { now, trust: "estimated", behind, correction: now - wall, earliest };
    }
    return {
      now: wall,
      trust: this.#learned === undefined ? "unconfirmed" : "disturbed",
      behind,
      correction: 0,
      earliest,
    };
  }

  #moment(): Moment {
    return { wall: this.#clock.now(), monotonic: this.#clock.monotonic() };
  }
}

/**
 * The time to show one of these passes at. If none is valid by a phone's clock that disagrees with the last contact,
 * and one is by the earliest possible time, the clock is probably wrong, and that time is used.
 */
export function timeToShow(time: PhoneTime, passes: readonly IssuedPass[]): PhoneTime {
  const { now, trust, earliest, correction } = time;
  if (trust !== "disturbed" || earliest === undefined || isShown(passes, now) || !isShown(passes, earliest))
    return time;
  return { ...time, now: earliest, trust: "estimated", correction: correction + earliest - now };
}

function isShown(passes: readonly IssuedPass[], now: number): boolean {
  return passes.some((pass) => isValid(pass, now));
}

/** Whether a pass is valid at a time, in seconds since 1970. */
export function isValid({ not_before, expires }: IssuedPass, now: number): boolean {
  return Date.parse(not_before) / 1000 <= now && now < Date.parse(expires) / 1000;
}

function agreement(elapsed: number): number {
  return AGREEMENT_SECONDS + elapsed / 10_000;
}
