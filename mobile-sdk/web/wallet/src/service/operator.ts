import type { RequestTimer } from "@haetae/sdk";
import type { Client } from "./client.js";
import { type Deployment, keepDeployment, keptDeployment } from "./deployment.js";
import { type Reason, serviceProblemOf } from "./problem.js";

/** Asked again after a day, in seconds. */
const AGAIN = 86_400;

/** The parts that tests bring. */
interface OperatorParts {
  client: Pick<Client, "deployment">;
  timer: RequestTimer;
  kept?: Deployment | undefined;
  keep?: (deployment: Deployment) => void;
  /** Seconds of a monotonic clock. */
  monotonic?: () => number;
}

/**
 * The operator's deployment: the stored one at once, and updates from the network. The wallet opens with the stored
 * one, whatever the network answers. Sends `change`.
 */
export class Operator extends EventTarget {
  #deployment: Deployment | undefined;
  #reason: Reason | undefined;
  #next = 0;
  #asking = false;
  #round = 0;

  constructor(private readonly parts: OperatorParts) {
    super();
    this.#deployment = "kept" in parts ? parts.kept : keptDeployment();
  }

  /** The current deployment; `undefined` if the service has never answered. */
  get deployment(): Deployment | undefined {
    return this.#deployment;
  }

  /** The zone of the issuer's days; this phone's own until it is known. */
  get zone(): string {
    return this.#deployment?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  }

  /** Why the last request to the service failed; `undefined` if it succeeded. */
  get reason(): Reason | undefined {
    return this.#reason;
  }

  /** Asks if it is due, or at once. */
  async learn(now = false): Promise<void> {
    const { client, timer, monotonic = () => performance.now() / 1000 } = this.parts;
    if (!now && (this.#asking || monotonic() < this.#next)) return;
    this.#asking = true;
    // A request from before the network came back may hang: a new one does not wait for it.
    this.#round += 1;
    const round = this.#round;
    try {
      await timer.note({ what: "sent" }, monotonic());
      const deployment = await client.deployment();
      if (round !== this.#round) return;
      this.#deployment = deployment;
      (this.parts.keep ?? keepDeployment)(this.#deployment);
      this.#reason = undefined;
      await timer.note({ what: "answered" }, monotonic());
      this.#next = monotonic() + AGAIN;
    } catch (error) {
      if (round !== this.#round) return;
      const { reason, retryAfter } = serviceProblemOf(error);
      this.#reason = reason;
      const urgent = this.#deployment === undefined;
      this.#next = await timer.note({ what: "failed", retryAfter, urgent }, monotonic());
    }
    this.#asking = false;
    this.dispatchEvent(new Event("change"));
  }
}
