import type { Clock } from "../clock.js";
import type { Scanner } from "../scanner.js";
import { indexedDbSlots } from "../storage/indexed-db.js";
import type { SlotStorage } from "../storage/slots.js";
import { fetchBytes } from "./fetching.js";
import { type Recalled, recall, remember } from "./memory.js";
import type { Next, TrustOutcome, TrustState } from "./state.js";
import { type Tabs, browserTabs } from "./tabs.js";
import { type Timers, systemTimers } from "./timers.js";

/** What keeps a scanner up to date. */
export interface TrustSyncOptions {
  scanner: Scanner;
  /** Where `manifest` and `files/<sha256>` are: the address of the service's `/v1/trust/`. */
  base: string | URL;
  /** IndexedDB unless told. */
  storage?: SlotStorage;
  fetch?: typeof globalThis.fetch;
  /** Seconds for one fetch; 30 unless told. */
  timeoutSeconds?: number;
  tabs?: Tabs;
  timers?: Timers;
}

/** How it stands. */
export interface SyncStatus {
  trust: TrustState;
  /** Whether the last fetch was answered; `undefined` before the first. */
  online: boolean | undefined;
  /** Why the last fetch failed. */
  trouble: string | undefined;
  /** When the service last answered, in seconds since 1970. */
  answered: number | undefined;
  /** What became of the last manifest or file that was judged. */
  outcome: TrustOutcome | undefined;
  /** What was found written down at the start. */
  recalled: Recalled | undefined;
  /** Why what is in force could not be written down. It is in force all the same. */
  unwritten: string | undefined;
  /** Whether this tab fetches and writes; another does otherwise. */
  leads: boolean;
}

/** The longest wait before the plan is looked at again: clocks are set, and tablets sleep. */
const MOST_WAIT_SECONDS = 60;

/** Fetches what the core asks for and writes down what is in force. Sends the event `change` when `status()` may have changed. */
export class TrustSync extends EventTarget {
  readonly #scanner: Scanner;
  readonly #clock: Clock;
  readonly #base: URL;
  readonly #storage: SlotStorage;
  readonly #fetch: typeof globalThis.fetch;
  readonly #timeoutSeconds: number;
  readonly #tabs: Tabs;
  readonly #timers: Timers;
  readonly #ended = new AbortController();
  #status: Omit<SyncStatus, "trust"> = {
    online: undefined,
    trouble: undefined,
    answered: undefined,
    outcome: undefined,
    recalled: undefined,
    unwritten: undefined,
    leads: false,
  };
  #wake: () => void = () => undefined;
  #isWoken = false;

  constructor(options: TrustSyncOptions) {
    super();
    this.#scanner = options.scanner;
    this.#clock = options.scanner.clock;
    this.#base = new URL(options.base, globalThis.location?.href);
    this.#storage = options.storage ?? indexedDbSlots();
    this.#fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
    this.#timeoutSeconds = options.timeoutSeconds ?? 30;
    this.#tabs = options.tabs ?? browserTabs();
    this.#timers = options.timers ?? systemTimers;
  }

  /** Puts into force what was written down, and begins to keep it up to date. Returns as soon as codes can be checked. */
  async start(): Promise<Recalled> {
    const recalled = await recall(this.#scanner.engine, this.#storage);
    this.#changed({ recalled });
    this.#tabs.listen((told) => {
      if (told.told === "taken") void this.#recallAgain();
      else if (!this.#status.leads) return;
      else if (told.told === "refresh") void this.refresh();
      else void this.takeBundle(told.bytes);
    });
    this.#scanner.addEventListener("unknown-key", this.#onUnknownKey);
    this.#tabs.lead(() => this.#lead(), this.#ended.signal);
    return recalled;
  }

  /** Stops fetching. What is in force stays so. */
  stop(): void {
    this.#ended.abort();
    this.#wakeUp();
    this.#scanner.removeEventListener("unknown-key", this.#onUnknownKey);
    this.#tabs.close();
  }

  /** Looks for news at once. */
  async refresh(): Promise<void> {
    if (!this.#status.leads) return this.#tabs.tell({ told: "refresh" });
    await this.#scanner.engine.refresh();
    this.#wakeUp();
  }

  /** Offers a bundle, from a file or another scanner's screen, and writes down what is taken. */
  async takeBundle(bytes: Uint8Array): Promise<TrustOutcome> {
    const outcome = await this.#scanner.takeBundle(bytes);
    if (outcome === "taken") {
      if (this.#status.leads) await this.#remember();
      else this.#tabs.tell({ told: "bundle", bytes });
    }
    this.#changed({ outcome });
    return outcome;
  }

  /** How it stands. */
  async status(): Promise<SyncStatus> {
    return { ...this.#status, trust: await this.#scanner.trust() };
  }

  readonly #onUnknownKey = (): void => this.#wakeUp();

  /** What the leading tab does until it is stopped, or its engine is gone. */
  async #lead(): Promise<void> {
    try {
      // Another tab may have written since this one has read.
      await this.#recallAgain();
      this.#changed({ leads: true });
      while (!this.#ended.signal.aborted) {
        const next = await this.#scanner.engine.next(this.#clock.now());
        if (next.do === "wait") await this.#wait(next.until);
        else await this.#fetchNext(next);
      }
    } catch (error) {
      if (!this.#ended.signal.aborted) this.#changed({ trouble: error instanceof Error ? error.message : String(error) });
    }
    this.#changed({ leads: false });
  }

  async #fetchNext(next: Exclude<Next, { do: "wait" }>): Promise<void> {
    const { engine } = this.#scanner;
    const sha256 = next.do === "fetch_file" ? next.sha256 : undefined;
    const address = new URL(sha256 === undefined ? "manifest" : `files/${sha256}`, this.#base);
    let bytes: Uint8Array;
    try {
      bytes = await fetchBytes(address, {
        fetch: this.#fetch,
        mostBytes: next.do === "fetch_file" ? next.size : next.most_bytes,
        timeoutSeconds: this.#timeoutSeconds,
        timers: this.#timers,
        signal: this.#ended.signal,
      });
    } catch (error) {
      await engine.failed(sha256, this.#clock.now());
      return this.#changed({ online: false, trouble: error instanceof Error ? error.message : String(error) });
    }
    const now = this.#clock.now();
    const outcome =
      sha256 === undefined ? await engine.manifestArrived(bytes, now) : await engine.fileArrived(sha256, bytes, now);
    if (outcome === "taken") await this.#remember();
    this.#changed({ online: true, trouble: undefined, answered: now, outcome: outcome ?? this.#status.outcome });
  }

  async #remember(): Promise<void> {
    try {
      await remember(this.#scanner.engine, this.#storage);
      this.#status.unwritten = undefined;
      this.#tabs.tell({ told: "taken" });
    } catch (error) {
      this.#status.unwritten = error instanceof Error ? error.message : String(error);
    }
  }

  /** Puts into force what another tab has written down. */
  async #recallAgain(): Promise<void> {
    const { found } = await recall(this.#scanner.engine, this.#storage);
    if (found === "snapshot") this.#changed({});
  }

  async #wait(until: number): Promise<void> {
    const seconds = Math.min(Math.max(until - this.#clock.now(), 0), MOST_WAIT_SECONDS);
    await new Promise<void>((resolve) => {
      const cancel = this.#timers.after(seconds * 1000, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
      if (this.#isWoken) this.#wake();
    });
    this.#isWoken = false;
    this.#wake = () => undefined;
  }

  #wakeUp(): void {
    this.#isWoken = true;
    this.#wake();
  }

  #changed(change: Partial<Omit<SyncStatus, "trust">>): void {
    this.#status = { ...this.#status, ...change };
    this.dispatchEvent(new Event("change"));
  }
}
