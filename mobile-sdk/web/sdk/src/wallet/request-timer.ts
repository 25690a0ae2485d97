import type { Engine } from "../engine/core.js";
import { type Random, randomBytes, systemRandom } from "../random.js";
import type { RequestEvent } from "./request-event.js";

/**
 * When a phone may ask the service for a person's passes again: pauses after failures that double, and a budget of
 * retries that answers and time fill. One for each person. What its owner asks for does not wait for it.
 */
export class RequestTimer {
  #text: string | undefined;
  readonly #engine: Pick<Engine, "requestTimer">;
  readonly #seed: bigint;

  /** The timer that was stored as `text`, or a new one. */
  constructor(engine: Pick<Engine, "requestTimer">, text?: string, random: Random = systemRandom) {
    this.#engine = engine;
    this.#text = text;
    this.#seed = new DataView(randomBytes(random, 8).buffer).getBigUint64(0);
  }

  /** To store for the next start; `undefined` before the first event. */
  get text(): string | undefined {
    return this.#text;
  }

  /** The earliest time at which the phone may ask, `now` or later, in seconds since 1970. */
  async next(now: number): Promise<number> {
    return (await this.#engine.requestTimer(this.#text, undefined, now, this.#seed)).next;
  }

  /**
   * Notes what happened to a request; returns the earliest time of the next one. Note `sent`, and store the text,
   * before the request leaves: if its end is never learned, it counts as failed.
   */
  async note(event: RequestEvent, now: number): Promise<number> {
    const { text, next } = await this.#engine.requestTimer(this.#text, event, now, this.#seed);
    this.#text = text;
    return next;
  }
}
