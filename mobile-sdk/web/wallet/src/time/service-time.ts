import type { RequestTimer, Wallet } from "@haetae/sdk";
import type { Client } from "../service/client.js";

/** The time is asked for again after a day, plus or minus a few random hours. */
const AGAIN = 86_400;

/** Learns the service's time at the start and once a day; at once if the phone's clock was disturbed. */
export class ServiceTime {
  /** When it is asked again, in seconds of a monotonic clock. */
  #next = 0;
  #hasFailed = false;
  #asking = false;
  #wasDoubted = false;

  constructor(
    private readonly wallet: Wallet,
    private readonly client: Pick<Client, "time">,
    private readonly timer: RequestTimer,
    private readonly random: () => number,
    private readonly monotonic: () => number = () => performance.now() / 1000,
  ) {}

  /** The network is back: the next call asks, if the last one failed. */
  networkBack(): void {
    if (this.#hasFailed) this.#next = 0;
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
      await this.timer.note({ what: "sent" }, this.monotonic());
      await this.wallet.learnTime(await this.client.time());
      await this.timer.note({ what: "answered" }, this.monotonic());
      this.#hasFailed = false;
      this.#wasDoubted = false;
      this.#next = this.monotonic() + AGAIN * (0.75 + this.random() / 2);
    } catch {
      // What is stored still works; an absent network is not reported.
      this.#hasFailed = true;
      this.#next = await this.timer.note({ what: "failed", urgent: isDoubted }, this.monotonic());
    }
    this.#asking = false;
    return true;
  }

  async #isDoubted(): Promise<boolean> {
    const { trust } = await this.wallet.time();
    return trust === "disturbed" || trust === "estimated";
  }
}
