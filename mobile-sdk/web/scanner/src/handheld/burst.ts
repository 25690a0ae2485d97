import { beginsCode, type KeyPress } from "./reading";

/** Keys that follow each other faster than this come from a scanner; a person is slower. Milliseconds. */
const BETWEEN_FAST_KEYS = 80;
/** From this many fast keys on, a scanner types and not a person. */
const FAST_KEYS = 4;
/**
 * A slow scanner, by radio for instance, is recognised by the first letters of a code. Its keys may be this far apart.
 * Milliseconds.
 */
const BETWEEN_SLOW_KEYS = 600;
/**
 * A code ends after this many milliseconds without a key, at least and at most: a radio or a busy device may delay
 * keys.
 */
const MIN_QUIET = 350;
const MAX_QUIET = 2_500;
/** Keys may be delayed by this many times the longest pause so far. */
const HELD_BACK = 4;
/** A code has at most 3,076 characters; anything longer does not come from a scanner. */
const MAX_KEYS = 4_400;
/** The longest text before a code. */
const MAX_BEFORE = 64;

/** What a key press was. */
export type PressResult =
  /** A person's key: it goes to the page. */
  | "not_ours"
  /** Part of a code: it goes nowhere else. */
  | "part"
  /** The end of a code, which {@link Burst.finish} returns. */
  | "end";

/**
 * Distinguishes a hand-held scanner, which types like a keyboard, from a person: by its pace, or by how codes begin.
 */
export class Burst {
  #presses: KeyPress[] = [];
  #isTyping = false;
  #begin = 0;
  #last = Number.NEGATIVE_INFINITY;
  /** How many keys in a row were fast. */
  #fast = 0;
  /** The longest pause between two keys of this code. */
  #longest = 0;

  /** Takes a key press at the time `at`, in milliseconds. */
  press(press: KeyPress | "end", at: number): PressResult {
    const pause = at - this.#last;
    if (pause > (this.#isTyping ? this.quiet : BETWEEN_SLOW_KEYS)) this.#forget();
    if (press === "end") return this.#isTyping ? "end" : "not_ours";
    if (this.#presses.length >= MAX_KEYS) return "part";
    this.#last = at;
    this.#fast = pause <= BETWEEN_FAST_KEYS ? this.#fast + 1 : 1;
    if (this.#presses.length === 0) this.#begin = at;
    else this.#longest = Math.max(this.#longest, pause);
    this.#presses.push(press);
    if (!this.#isTyping) this.#decide(at);
    return this.#isTyping ? "part" : "not_ours";
  }

  /** Whether a code is being typed. */
  get isTyping(): boolean {
    return this.#isTyping;
  }

  /** A code ends after this many milliseconds without a key. */
  get quiet(): number {
    return Math.min(Math.max(MIN_QUIET, HELD_BACK * this.#longest), MAX_QUIET);
  }

  /** How many keys there are so far. */
  get length(): number {
    return this.#presses.length;
  }

  /** How long it has typed so far, in milliseconds. */
  get duration(): number {
    return this.#presses.length === 0 ? 0 : this.#last - this.#begin;
  }

  /** What was typed. The next key starts a new code. */
  finish(): readonly KeyPress[] {
    const presses = this.#presses;
    this.#forget();
    return presses;
  }

  #decide(at: number): void {
    if (this.#fast >= FAST_KEYS) {
      this.#isTyping = true;
      // What a person typed before does not belong to it.
      this.#presses = this.#presses.slice(-FAST_KEYS);
      this.#longest = 0;
      this.#begin = at;
    } else {
      this.#isTyping = beginsCode(this.#presses);
      this.#presses = this.#presses.slice(-MAX_BEFORE);
    }
  }

  #forget(): void {
    this.#presses = [];
    this.#isTyping = false;
    this.#last = Number.NEGATIVE_INFINITY;
    this.#fast = 0;
    this.#longest = 0;
  }
}
