import type { Clock } from "../clock.js";
import type { Scanner } from "../scanner.js";
import { indexedDbSlots } from "../storage/indexed-db.js";
import type { SlotStorage } from "../storage/slots.js";
import { fetchBytes, ForeignAnswer } from "./fetching.js";
import { type Recalled, recall, remember, written } from "./memory.js";
import type { Next, TrustOutcome } from "./state.js";
import type { Reached, SyncStatus } from "./status.js";
import { type Tabs, type Told, browserTabs } from "./tabs.js";
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

/** The longest wait before the plan is looked at again: clocks are set, and tablets sleep. */
const MOST_WAIT_SECONDS = 60;

/**
 * Fetches what the core asks for and writes down what is in force. Sends the event `change` when `status()` may have changed,
 * `reached` when a fetch has ended in an answer or in none, and `taken` when something newer is in force. Of the tabs of a browser one does it for all: what one has taken the others take, too,
 * and none of them ever goes back to something older.
 */
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
    foreign: false,
    settled: false,
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
    if (recalled.found === "snapshot") this.#newer();
    this.#tabs.listen((told) => void this.#heard(told));
    // Perhaps nothing could be written down where another tab leads.
    this.#tabs.tell({ told: "begun" });
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
    if (outcome === "taken") this.#newer();
    return outcome;
  }

  /** How it stands. */
  async status(): Promise<SyncStatus> {
    return { ...this.#status, trust: await this.#scanner.trust() };
  }

  readonly #onUnknownKey = (): void => {
    if (this.#status.leads) this.#wakeUp();
    else this.#tabs.tell({ told: "unknown-key" });
  };

  /** Hears another tab. */
  async #heard(told: Told): Promise<void> {
    const { engine } = this.#scanner;
    if (told.told === "taken") return this.#take(told.snapshot);
    if (!this.#status.leads) {
      if (told.told !== "reached") return;
      this.#changed(told.reached);
      if (told.reached.online !== undefined) this.dispatchEvent(new Event("reached"));
      return;
    }
    switch (told.told) {
      case "begun":
        this.#tabs.tell({ told: "taken", snapshot: await engine.snapshot() });
        return this.#tabs.tell({ told: "reached", reached: this.#reached() });
      case "refresh":
        return this.refresh();
      case "unknown-key":
        await engine.unknownKeySeen();
        return this.#wakeUp();
      case "bundle":
        return void (await this.takeBundle(told.bytes));
      case "reached":
        return;
    }
  }

  /** Puts into force what another tab has in force, as far as it is newer. */
  async #take(snapshot: Uint8Array): Promise<void> {
    try {
      if ((await this.#scanner.engine.snapshotArrived(snapshot)) !== "taken") return;
    } catch {
      // What cannot be read, of another version of this page perhaps, changes nothing.
      return;
    }
    this.#changed({});
    this.#newer();
  }

  /** What the leading tab does until it is stopped, or its engine is gone. */
  async #lead(): Promise<void> {
    try {
      await this.#comeToLead();
      this.#changed({ leads: true });
      while (!this.#ended.signal.aborted) {
        const next = await this.#scanner.engine.next(this.#clock.now());
        if (next.do !== "wait") await this.#fetchNext(next);
        else {
          this.#settle();
          await this.#wait(next.until);
        }
      }
    } catch (error) {
      if (!this.#ended.signal.aborted) this.#changed({ trouble: error instanceof Error ? error.message : String(error) });
    }
    this.#changed({ leads: false });
  }

  /** Takes what the tab before has written, as far as it is newer, and writes down what this one has taken since. */
  async #comeToLead(): Promise<void> {
    const { engine } = this.#scanner;
    const found = await written(engine, this.#storage);
    if (found !== undefined) await this.#take(found);
    const { trust_list, manifest } = await this.#scanner.trust();
    const isEmpty = trust_list === null && manifest === null;
    if (!isEmpty && !isSame(found, await engine.snapshot())) await this.#remember();
  }

  async #fetchNext(next: Exclude<Next, { do: "wait" }>): Promise<void> {
    const { engine } = this.#scanner;
    const sha256 = next.do === "fetch_file" ? next.sha256 : undefined;
    const address = new URL(sha256 === undefined ? "manifest" : `files/${sha256}`, this.#base);
    let bytes: Uint8Array;
    try {
      bytes = await fetchBytes(address, {
        fetch: this.#fetch,
        cache: sha256 === undefined ? "no-cache" : "default",
        mostBytes: next.do === "fetch_file" ? next.size : next.most_bytes,
        timeoutSeconds: this.#timeoutSeconds,
        timers: this.#timers,
        signal: this.#ended.signal,
      });
    } catch (error) {
      await engine.failed(sha256, this.#clock.now());
      return this.#unanswered(error instanceof ForeignAnswer, error instanceof Error ? error.message : String(error));
    }
    const now = this.#clock.now();
    const outcome =
      sha256 === undefined ? await engine.manifestArrived(bytes, now) : await engine.fileArrived(sha256, bytes, now);
    if (outcome === "malformed") return this.#unanswered(true, `${address.pathname} is not what the service publishes`);
    if (outcome === "taken") await this.#remember();
    const isGood = outcome === "taken" || outcome === "unchanged";
    const isRefused = outcome !== undefined && !isGood;
    this.#tellReached({
      online: true,
      foreign: false,
      trouble: isRefused ? `${address.pathname} is refused: ${outcome}` : undefined,
      answered: isGood ? now : this.#status.answered,
      outcome: outcome ?? this.#status.outcome,
      settled: this.#status.settled || isRefused,
    });
    if (outcome === "taken") this.#newer();
  }

  /** Nothing came of a fetch. Checks go on by what is in force. */
  #unanswered(foreign: boolean, trouble: string): void {
    this.#tellReached({ online: false, foreign, trouble, settled: true });
  }

  #settle(): void {
    if (!this.#status.settled) this.#tellReached({ settled: true });
  }

  #tellReached(change: Partial<Reached>): void {
    this.#changed(change);
    this.#tabs.tell({ told: "reached", reached: this.#reached() });
    if (change.online !== undefined) this.dispatchEvent(new Event("reached"));
  }

  /** Tells the other tabs what is in force, and writes it down. */
  async #remember(): Promise<void> {
    const { engine } = this.#scanner;
    const snapshot = await engine.snapshot();
    this.#tabs.tell({ told: "taken", snapshot });
    try {
      await remember(engine, this.#storage, snapshot);
      this.#status.unwritten = undefined;
    } catch (error) {
      this.#status.unwritten = error instanceof Error ? error.message : String(error);
    }
  }

  #reached(): Reached {
    const { online, foreign, settled, trouble, answered, outcome } = this.#status;
    return { online, foreign, settled, trouble, answered, outcome };
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

  #newer(): void {
    this.dispatchEvent(new Event("taken"));
  }
}

function isSame(left: Uint8Array | undefined, right: Uint8Array): boolean {
  return left?.length === right.length && left.every((byte, place) => byte === right[place]);
}
