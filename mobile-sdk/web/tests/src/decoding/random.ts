/** Numbers that the same seed gives again: mulberry32. */
export class Seeded {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A number from `low` to `high`. */
  between(low: number, high: number): number {
    return low + (high - low) * this.#next();
  }

  /** One of these. */
  pick<T>(some: readonly [T, ...T[]]): T {
    return some[Math.floor(this.#next() * some.length)] ?? some[0];
  }

  /** About normally distributed, with mean 0 and deviation 1. */
  normal(): number {
    return (this.#next() + this.#next() + this.#next() + this.#next() - 2) * Math.sqrt(3);
  }

  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
}
