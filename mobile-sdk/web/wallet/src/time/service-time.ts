import type { Wallet } from "@haetae/sdk";
import type { Client } from "../service/client.js";
import { type Backoff, pause } from "../service/retry.js";

/** The time is asked for again after a day, plus or minus a few random hours. */
const AGAIN = 86_400;
/** After a try without a network, in seconds. */
const SOON: Backoff = { first: 600, longest: 600 };
/** The same while this phone's clock cannot be trusted. */
const PRESSING: Backoff = { first: 10, longest: 600 };

/** Learns the service's time at the start and once a day; soon if the phone's clock was disturbed. */
export class ServiceTime {
  /** When it is asked again, in seconds of a monotonic clock. */
  #next = 0;
  #failures = 0;
  #asking = false;
  #wasDoubted = false;

  constructor(
    private readonly wallet: Wallet,
    private readonly client: Pick<Client, "time">,
    private readonly random: () => number,
    private readonly monotonic: () => number = () => performance.now() / 1000,
  ) {}

  /** The network is back: the next call asks, if the last one failed. */
  networkBack(): void {
    if (this.#failures > 0) this.#next = 0;
  }

  /** Asks if it is due; returns whether it did. */
  async learn(): Promise<boolean> {
    const isDoubted = await this.#isDoubted();
    // A new doubt: a schedule for a clock that was right no longer applies.
    if (isDoubted && !this.#wasDoubted) this.#next = 0;
    this.#wasDoubted = isDoubted;
    if (this.#asking || this.monotonic() < this.#next) return false;
    this.#asking = true;
    try {
      await this.wallet.learnTime(await this.client.time());
      this.#failures = 0;
      this.#wasDoubted = false;
      this.#next = this.monotonic() + AGAIN * (0.75 + this.random() / 2);
    } catch {
      // What is stored still works; an absent network is not reported.
      this.#failures += 1;
      this.#next = this.monotonic() + pause(this.#failures, isDoubted ? PRESSING : SOON, undefined, this.random());
    }
    this.#asking = false;
    return true;
  }

  async #isDoubted(): Promise<boolean> {
    const { trust } = await this.wallet.time();
    return trust === "disturbed" || trust === "estimated";
  }
}
