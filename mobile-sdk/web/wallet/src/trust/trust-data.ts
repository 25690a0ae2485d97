import { browserTabs, type Clock, type Engine, indexedDbSlots, type RootSet, Scanner, TrustSync } from "@haetae/sdk";

/** Where it is kept, and how tabs find each other about it. */
const NAME = "haetae-wallet-trust";
/** Paper passes last no longer, in days. */
const MOST_DAYS = 14;

interface TrustDataParts {
  engine: Engine;
  clock: Clock;
  /** The address of the service's `/v1/trust/`. */
  base: URL;
}

/**
 * What doors read, kept up to date on this phone. It is read when the page is opened and once a day: everybody reads the same files,
 * so nobody learns whose passes they are for. A revocation is in the lists of all days, and a nation's lists are large: those of the
 * passes in use are enough. Sends `taken` when something newer is in force.
 */
export class TrustData extends EventTarget {
  #sync: TrustSync | undefined;
  #roots = "";
  #daysBack = 0;

  constructor(private readonly parts: TrustDataParts) {
    super();
  }

  /** Begins, or begins anew with lists of more days back. `earliestDay` is in days since 1970. Without roots there is nothing to do. */
  async keepCurrent(roots: RootSet | undefined, earliestDay: number | undefined): Promise<void> {
    if (roots === undefined) return;
    const { engine, clock, base } = this.parts;
    const today = Math.floor(clock.now() / 86_400);
    const daysBack = Math.min(Math.max(1, earliestDay === undefined ? 1 : today - earliestDay + 1), MOST_DAYS);
    const known = JSON.stringify(roots);
    if (this.#roots === known && daysBack <= this.#daysBack) return;
    this.#roots = known;
    this.#daysBack = daysBack;
    this.#sync?.stop();
    const settings = { refreshSeconds: 86_400, daysBack, daysAhead: 0, daysInReserve: 0 };
    const scanner = await Scanner.open({ engine, roots, settings, clock });
    this.#sync = new TrustSync({ scanner, base, storage: indexedDbSlots(NAME), tabs: browserTabs(NAME) });
    this.#sync.addEventListener("taken", () => this.dispatchEvent(new Event("taken")));
    await this.#sync.start();
  }

  /** Looks for news at once: after a time without a network, for instance. */
  async refresh(): Promise<void> {
    await this.#sync?.refresh();
  }
}
