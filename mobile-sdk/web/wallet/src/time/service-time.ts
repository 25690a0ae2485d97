import type { Wallet } from "@haetae/sdk";
import type { Client } from "../service/client.js";
import { type Backoff, pause } from "../service/retry.js";

/** The time is asked for again after a day, give or take some hours of this phone's own. */
const AGAIN = 86_400;
/** After a try without a network, in seconds. */
const SOON: Backoff = { first: 600, longest: 600 };
/** The same while this phone's clock cannot be trusted. */
const PRESSING: Backoff = { first: 10, longest: 600 };

/** Learns the service's time when the page is opened and once a day; soon where the phone's clock was disturbed. */
export class ServiceTime {
  /** When it is asked again, in seconds of the clock that nobody sets. */
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

  /** The network is back: it is asked at the next call, if it could not be asked before. */
  networkBack(): void {
    if (this.#failures > 0) this.#next = 0;
  }

  /** Asks if it is due; whether it has asked. */
  async learn(): Promise<boolean> {
    const isDoubted = this.#isDoubted();
    // A doubt is new: what was planned for a clock that was right does not count.
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
      // What is here goes on; nobody is told of a network that is not there.
      this.#failures += 1;
      this.#next = this.monotonic() + pause(this.#failures, isDoubted ? PRESSING : SOON, undefined, this.random());
    }
    this.#asking = false;
    return true;
  }

  #isDoubted(): boolean {
    const { trust } = this.wallet.time();
    return trust === "disturbed" || trust === "estimated";
  }
}
