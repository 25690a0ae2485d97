import { type Clock, systemClock } from "../clock.js";
import type { Engine } from "../engine/core.js";
import { type Random, randomBytes, systemRandom } from "../random.js";
import type { QueueNotice } from "./notice.js";
import type { QueuePlace } from "./place.js";

/** What to store of somebody's waiting, as JSON: the next start, and another tab, go on with it. */
export interface QueueKept {
  /** Their ticket, once they have joined. */
  ticket?: string;
  /** The newest notice. */
  notice?: QueueNotice;
  /** By what the next notice is read. */
  trail?: string;
}

/** The options of a `QueueWatch`. */
export interface QueueWatchOptions {
  /** What was stored. */
  kept?: QueueKept;
  /** Only its `monotonic` counts. */
  clock?: Clock;
  /** Spreads the reads of many phones. */
  random?: Random;
}

/**
 * One person's waiting: reads notices, and says where the person is. Only the service's times count, and how long ago a
 * notice arrived; what the phone's clock shows does not.
 */
export class QueueWatch {
  #kept: QueueKept;
  /** When the newest notice arrived, by the monotonic clock; `undefined` if that was before the start. */
  #arrived: number | undefined;
  #failures = 0;
  readonly #engine: Pick<Engine, "queueSeen" | "queuePause">;
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #random: Random;

  constructor(engine: Pick<Engine, "queueSeen" | "queuePause">, options: QueueWatchOptions = {}) {
    this.#engine = engine;
    this.#kept = options.kept ?? {};
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? systemRandom;
  }

  /** To store after each `joined` and `read`. */
  get kept(): QueueKept {
    return this.#kept;
  }

  /** Begins to wait with this ticket, or goes on without one. */
  joined(ticket: string | undefined): void {
    const { notice } = this.#kept;
    this.#kept = { ...(ticket !== undefined && { ticket }), ...(notice !== undefined && { notice }) };
  }

  /**
   * Takes a notice that has just arrived; one that is older than the newest changes nothing. Throws if it is no notice,
   * or if the ticket is none.
   */
  async read(notice: QueueNotice): Promise<void> {
    const { ticket, trail: before } = this.#kept;
    const { trail } = await this.#engine.queueSeen(JSON.stringify(notice), ticket, 0, before);
    this.#failures = 0;
    const known = this.#kept.notice;
    const isSameRoom = known?.room?.number === notice.room?.number;
    if (isSameRoom && Date.parse(notice.made) < Date.parse(known?.made ?? "")) return;
    this.#arrived = this.#clock.monotonic();
    this.#kept = { ...(ticket !== undefined && { ticket }), notice, ...(trail !== undefined && { trail }) };
  }

  /** Where the person is now; `undefined` before the first notice. Throws if the ticket is none. */
  async place(): Promise<QueuePlace | undefined> {
    const { ticket, notice, trail } = this.#kept;
    if (notice === undefined) return undefined;
    const age = this.#arrived === undefined ? undefined : (this.#clock.monotonic() - this.#arrived) / 1000;
    return (await this.#engine.queueSeen(JSON.stringify(notice), ticket, age, trail)).place;
  }

  /** After how many milliseconds to read the next notice: a fifth more or less than the service asks for. */
  nextRead(): Promise<number> {
    return this.#pause(undefined);
  }

  /**
   * Notes that a notice could not be read. Returns after how many milliseconds to try again: the pause doubles up to
   * five minutes, and is no shorter than the `retryAfter` seconds that the service asked for.
   */
  failed(retryAfter?: number): Promise<number> {
    this.#failures += 1;
    return this.#pause(retryAfter);
  }

  #pause(retryAfter: number | undefined): Promise<number> {
    const random = new DataView(randomBytes(this.#random, 8).buffer).getBigUint64(0);
    const pollAfter = this.#kept.notice?.poll_after ?? USUAL_POLL;
    return this.#engine.queuePause(pollAfter, this.#failures, retryAfter, random);
  }
}

/** Seconds between reads before the first notice says it. */
const USUAL_POLL = 15;
