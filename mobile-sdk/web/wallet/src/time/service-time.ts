import type { Wallet } from "@haetae/sdk";
import type { Client } from "../service/client.js";
import { type Backoff, pause } from "../service/retry.js";

/** The time is asked for again after a day, give or take some hours of this phone's own. */
const AGAIN = 86_400;
/** After a try without a network, in seconds. */
const SOON: Backoff = { first: 600, longest: 600 };

/** Learns the service's time when the page is opened and once a day; at once where the phone's clock was disturbed. */
export class ServiceTime {
  #next = 0;
  #asking = false;

  constructor(
    private readonly wallet: Wallet,
    private readonly client: Pick<Client, "time">,
    private readonly random: () => number,
  ) {}

  /** Asks if it is due; whether it has asked. */
  async learn(): Promise<boolean> {
    const { now, trust } = this.wallet.time();
    const waits = now < this.#next && this.#next < now + 2 * AGAIN;
    if (this.#asking || (waits && trust !== "disturbed")) return false;
    this.#asking = true;
    try {
      await this.wallet.learnTime(await this.client.time());
      if (!waits) this.#next = this.wallet.time().now + AGAIN * (0.75 + this.random() / 2);
    } catch {
      // What is here goes on; nobody is told of a network that is not there.
      this.#next = now + pause(1, SOON, undefined, this.random());
    }
    this.#asking = false;
    return true;
  }
}
