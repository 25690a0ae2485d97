import type { Clock } from "../clock.js";
import type { Scanner } from "../scanner.js";
import { indexedDbSlots } from "../storage/indexed-db.js";
import type { SlotStorage } from "../storage/slots.js";
import { ForeignAnswer, fetchBytes } from "./fetching.js";
import { type RestoreResult, readSnapshot, restoreSnapshot, saveSnapshot } from "./persistence.js";
import type { Next, TrustOutcome } from "./state.js";
import type { FetchStatus, SyncStatus } from "./status.js";
import { browserTabs, type TabMessage, type Tabs } from "./tabs.js";
import { systemTimers, type Timers } from "./timers.js";

/** The options of the sync. */
export interface TrustSyncOptions {
  scanner: Scanner;
  /** Where `manifest` and `files/<sha256>` are: the address of the service's `/v1/trust/`. */
  base: string | URL;
  /** IndexedDB by default. */
  storage?: SlotStorage;
  fetch?: typeof globalThis.fetch;
  /** Seconds for one fetch; 30 by default. */
  timeoutSeconds?: number;
  tabs?: Tabs;
  timers?: Timers;
}

/** The longest wait before the schedule is checked again: clocks are set, and tablets sleep. */
const MAX_WAIT_SECONDS = 60;

/**
 * Fetches what the core asks for, and stores the data in force. Sends the event `change` when `status()` may have
 * changed, `fetched` after each fetch, successful or not, and `taken` when new data is in force. One of a browser's
 * tabs works for all: the others take what it has taken, and none ever returns to older data.
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
    restored: undefined,
    unsaved: undefined,
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

  /** Restores the stored data, and starts to keep it up to date. Returns as soon as codes can be checked. */
  async start(): Promise<RestoreResult> {
    const restored = await restoreSnapshot(this.#scanner.engine, this.#storage);
    this.#changed({ restored });
    if (restored.found === "snapshot") this.#dispatchTaken();
    this.#tabs.listen((message) => void this.#onMessage(message));
    // The leading tab may be unable to store anything.
    this.#tabs.send({ kind: "started" });
    this.#scanner.addEventListener("unknown-key", this.#onUnknownKey);
    this.#scanner.addEventListener("status-lacking", this.#onStatusLacking);
    this.#tabs.lead(() => this.#lead(), this.#ended.signal);
    return restored;
  }

  /** Stops fetching. The data in force stays. */
  stop(): void {
    this.#ended.abort();
    this.#wakeUp();
    this.#scanner.removeEventListener("unknown-key", this.#onUnknownKey);
    this.#scanner.removeEventListener("status-lacking", this.#onStatusLacking);
    this.#tabs.close();
  }

  /** Looks for new data now. */
  async refresh(): Promise<void> {
    if (!this.#status.leads) return this.#tabs.send({ kind: "refresh" });
    await this.#scanner.engine.refresh();
    this.#wakeUp();
  }

  /** Loads a bundle, from a file or another scanner's screen, and stores it if it is accepted. */
  async takeBundle(bytes: Uint8Array): Promise<TrustOutcome> {
    const outcome = await this.#scanner.takeBundle(bytes);
    if (outcome === "taken") {
      if (this.#status.leads) await this.#save();
      else this.#tabs.send({ kind: "bundle", bytes });
    }
    this.#changed({ outcome });
    if (outcome === "taken") this.#dispatchTaken();
    return outcome;
  }

  /** The current state. */
  async status(): Promise<SyncStatus> {
    return { ...this.#status, trust: await this.#scanner.trust() };
  }

  readonly #onUnknownKey = (): void => {
    if (this.#status.leads) this.#wakeUp();
    else this.#tabs.send({ kind: "unknown-key" });
  };

  readonly #onStatusLacking = (event: Event): void => {
    if (this.#status.leads) this.#wakeUp();
    else this.#tabs.send({ kind: "status-lacking", text: (event as CustomEvent<string>).detail });
  };

  /** Handles a message of another tab. */
  async #onMessage(message: TabMessage): Promise<void> {
    const { engine } = this.#scanner;
    if (message.kind === "taken") return this.#takeSnapshot(message.snapshot);
    if (!this.#status.leads) {
      if (message.kind !== "fetched") return;
      this.#changed(message.status);
      if (message.status.online !== undefined) this.dispatchEvent(new Event("fetched"));
      return;
    }
    switch (message.kind) {
      case "started":
        this.#tabs.send({ kind: "taken", snapshot: await engine.snapshot() });
        return this.#tabs.send({ kind: "fetched", status: this.#fetchStatus() });
      case "refresh":
        return this.refresh();
      case "unknown-key":
        await engine.unknownKeySeen();
        return this.#wakeUp();
      case "status-lacking":
        await engine.shownElsewhere(message.text, this.#clock.now());
        return this.#wakeUp();
      case "bundle":
        return void (await this.takeBundle(message.bytes));
      case "fetched":
        return;
    }
  }

  /** Takes newer data that another tab has in force. */
  async #takeSnapshot(snapshot: Uint8Array): Promise<void> {
    try {
      if ((await this.#scanner.engine.snapshotArrived(snapshot)) !== "taken") return;
    } catch {
      // What cannot be read, perhaps of another version of this page, changes nothing.
      return;
    }
    this.#changed({});
    this.#dispatchTaken();
  }

  /** The work of the leading tab, until it is stopped or its engine is gone. */
  async #lead(): Promise<void> {
    try {
      await this.#takeOver();
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
      if (!this.#ended.signal.aborted)
        this.#changed({ trouble: error instanceof Error ? error.message : String(error) });
    }
    this.#changed({ leads: false });
  }

  /** Takes newer data that the tab before has stored, and stores what this one has taken since. */
  async #takeOver(): Promise<void> {
    const { engine } = this.#scanner;
    const found = await readSnapshot(engine, this.#storage);
    if (found !== undefined) await this.#takeSnapshot(found);
    const { trust_list, manifest } = await this.#scanner.trust();
    const isEmpty = trust_list === null && manifest === null;
    if (!isEmpty && !isSame(found, await engine.snapshot())) await this.#save();
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
        maxBytes: next.do === "fetch_file" ? next.size : next.most_bytes,
        timeoutSeconds: this.#timeoutSeconds,
        timers: this.#timers,
        signal: this.#ended.signal,
      });
    } catch (error) {
      await engine.failed(sha256, this.#clock.now());
      return this.#fetchFailed(error instanceof ForeignAnswer, error instanceof Error ? error.message : String(error));
    }
    const now = this.#clock.now();
    const outcome =
      sha256 === undefined ? await engine.manifestArrived(bytes, now) : await engine.fileArrived(sha256, bytes, now);
    if (outcome === "malformed")
      return this.#fetchFailed(true, `${address.pathname} is not what the service publishes`);
    if (outcome === "taken") await this.#save();
    const isGood = outcome === "taken" || outcome === "unchanged";
    const isRefused = outcome !== undefined && !isGood;
    this.#reportFetch({
      online: true,
      foreign: false,
      trouble: isRefused ? `${address.pathname} is refused: ${outcome}` : undefined,
      answered: isGood ? now : this.#status.answered,
      outcome: outcome ?? this.#status.outcome,
      settled: this.#status.settled || isRefused,
    });
    if (outcome === "taken") this.#dispatchTaken();
  }

  /** A fetch brought nothing. Checks continue with the data in force. */
  #fetchFailed(foreign: boolean, trouble: string): void {
    this.#reportFetch({ online: false, foreign, trouble, settled: true });
  }

  #settle(): void {
    if (!this.#status.settled) this.#reportFetch({ settled: true });
  }

  #reportFetch(change: Partial<FetchStatus>): void {
    this.#changed(change);
    this.#tabs.send({ kind: "fetched", status: this.#fetchStatus() });
    if (change.online !== undefined) this.dispatchEvent(new Event("fetched"));
  }

  /** Sends the data in force to the other tabs, and stores it. */
  async #save(): Promise<void> {
    const { engine } = this.#scanner;
    const snapshot = await engine.snapshot();
    this.#tabs.send({ kind: "taken", snapshot });
    try {
      await saveSnapshot(engine, this.#storage, snapshot);
      this.#status.unsaved = undefined;
    } catch (error) {
      this.#status.unsaved = error instanceof Error ? error.message : String(error);
    }
  }

  #fetchStatus(): FetchStatus {
    const { online, foreign, settled, trouble, answered, outcome } = this.#status;
    return { online, foreign, settled, trouble, answered, outcome };
  }

  async #wait(until: number): Promise<void> {
    const seconds = Math.min(Math.max(until - this.#clock.now(), 0), MAX_WAIT_SECONDS);
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

  #dispatchTaken(): void {
    this.dispatchEvent(new Event("taken"));
  }
}

function isSame(left: Uint8Array | undefined, right: Uint8Array): boolean {
  return left?.length === right.length && left.every((byte, place) => byte === right[place]);
}
