import type { KeyPress } from "./reading";

/** The first keys of a code follow each other faster than this; a person is slower. Milliseconds. */
const BETWEEN_KEYS = 80;
/** So long after the last key a code is over: a radio or a busy device may hold keys back for a while. Milliseconds. */
export const AFTER_LAST_KEY = 350;
/** From so many fast keys on it is a scanner that types, not a person. */
const FAST_KEYS = 4;
/** A code has at most 3,076 characters; what types longer is not a scanner. */
const MOST_KEYS = 4_400;

/** What became of a key press. */
export type Taken =
  /** A person's key: the page does with it what it does. */
  | "not_ours"
  /** Part of a code: nobody else gets it. */
  | "part"
  /** The end of a code, which {@link Burst.finish} returns. */
  | "end";

/** Tells a hand-held scanner that types like a keyboard from a person at it, by its pace. */
export class Burst {
  #presses: KeyPress[] = [];
  #last = Number.NEGATIVE_INFINITY;

  /** Takes a key press at the time `at`, in milliseconds. */
  press(press: KeyPress, at: number): Taken {
    if (at - this.#last > (this.isTyping ? AFTER_LAST_KEY : BETWEEN_KEYS)) this.#presses = [];
    const isEnd = press.key === "Enter" || press.key === "Tab";
    if (isEnd) return this.isTyping ? "end" : "not_ours";
    if (this.#presses.length >= MOST_KEYS) return "part";
    this.#presses.push(press);
    this.#last = at;
    return this.isTyping ? "part" : "not_ours";
  }

  /** Whether a code is being typed. */
  get isTyping(): boolean {
    return this.#presses.length >= FAST_KEYS;
  }

  /** How many keys there are so far. */
  get length(): number {
    return this.#presses.length;
  }

  /** What was typed. The next key begins anew. */
  finish(): readonly KeyPress[] {
    const presses = this.#presses;
    this.#presses = [];
    this.#last = Number.NEGATIVE_INFINITY;
    return presses;
  }
}
