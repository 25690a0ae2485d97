import type { PhoneTime } from "./phone-time.js";

/** What a phone stores for a person, as far as the core needs it: the day of each key, and the text of its pass. */
export interface Held {
  /** When it was going to ask for passes, in seconds since 1970; 0 if that is not known. */
  planned: number;
  /** What the last renewal said to store. */
  asked?: string | undefined;
  strips: readonly { day: string; qr: string | undefined }[];
}

/** Why there is no pass to show: nothing was issued yet, everything has expired, or the first pass begins later. */
export type NothingToShow = "no_pass" | "over" | "not_yet";

/** The pass to show, or why there is none. Times are in seconds since 1970. */
export type Choice =
  /** By its day; when its code is made, and when the next. */
  | { day: string; made: number; next: number }
  /** With the time at which the first begins, for `not_yet`. */
  | { why: NothingToShow; from?: number };

/** What a person can show now. */
export interface Coverage {
  /** The time to show a pass at: an estimated one if this phone's clock is probably wrong. */
  time: PhoneTime;
  /**
   * Until when there is, without a gap, a pass that scanners accept, in seconds since 1970; `undefined` if there is
   * none now.
   */
  until: number | undefined;
  /** Why there is nothing to show; `undefined` if there is a pass, even one that scanners refuse. */
  nothing: NothingToShow | undefined;
}

/** What to ask the service for. */
export interface Due {
  /** The civil days; empty where nothing is due. */
  days: string[];
  /** Whether there is no pass to show now that scanners accept. */
  urgent: boolean;
}
