import { browserTabs, type Clock, type Engine, indexedDbSlots, type RootSet, Scanner, TrustSync } from "@haetae/sdk";

/** The name of its database, and of the channel between tabs. */
const NAME = "haetae-wallet-trust";

interface TrustDataParts {
  engine: Engine;
  clock: Clock;
  /** How long paper passes are valid at most, in days. */
  maxDays: number;
  /** The address of the service's `/v1/trust/`. */
  base: URL;
}

/**
 * The data that scanners use, kept up to date on this phone. It is fetched at the start and once a day: everyone
 * fetches the same files, so no one learns whose passes they are for. A revocation is in the lists of all days, and a
 * nation's lists are large: those of the passes in use are enough. Sends `taken` when new data is in force.
 */
export class TrustData extends EventTarget {
  #sync: TrustSync | undefined;
  #roots = "";
  #daysBack = 0;

  constructor(private readonly parts: TrustDataParts) {
    super();
  }

  /**
   * Starts, or restarts with lists of more days back. `earliestDay` is in days since 1970. Without roots it does
   * nothing.
   */
  async keepCurrent(roots: RootSet | undefined, earliestDay: number | undefined): Promise<void> {
    if (roots === undefined) return;
    const { engine, clock, maxDays, base } = this.parts;
    const today = Math.floor(clock.now() / 86_400);
    const daysBack = Math.min(Math.max(1, earliestDay === undefined ? 1 : today - earliestDay + 1), maxDays);
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

  /** Looks for new data now: after a time offline, for instance. */
  async refresh(): Promise<void> {
    await this.#sync?.refresh();
  }
}
