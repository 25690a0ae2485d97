import { type Clock, systemClock } from "./clock.js";
import type { Engine, Frame, Matrix } from "./engine/core.js";
import type { PolicyList } from "./policy.js";
import { type Random, randomBytes, systemRandom } from "./random.js";
import type { RootSet, SyncSettings, TrustOutcome, TrustState } from "./trust/state.js";
import type { Verdict } from "./verdict.js";

/** The options of a scanner. */
export interface ScannerOptions {
  /**
   * The engine of `@haetae/sdk/scan`; that of `@haetae/sdk/check` checks texts only, without challenges. One for each
   * scanner.
   */
  engine: Engine;
  /** The pinned roots: part of the deployment, never taken from an answer on the network. */
  roots: RootSet;
  settings?: SyncSettings;
  /** The venue's own switch, see `Scanner.requireChallenge`. Off if absent. */
  requireChallenge?: boolean;
  /** The venue's policy, see `Scanner.choosePolicy`. None if absent: then a genuine pass is enough. */
  policy?: string;
  clock?: Clock;
  random?: Random;
}

/** A code that was read, and the verdict on it. */
export interface Scan {
  text: string;
  verdict: Verdict;
}

/** A challenge for phones to answer. */
export interface Challenge {
  /** `HQ1:` and so on. */
  text: string;
  code: Matrix;
}

/** Whether the pass is genuine, and the status list of its day is missing or not the newest. */
const lacksStatus = ({ code, warnings }: Verdict): boolean =>
  code === "status_required" || warnings.includes("status_missing") || warnings.includes("status_old");

/**
 * Checks codes. Sends the event `unknown-key` when a code was signed by a key that it does not know, and
 * `status-lacking`, with the code's text, when the status list of its day is missing or not the newest.
 */
export class Scanner extends EventTarget {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly #random: Random;

  private constructor({ engine, clock, random }: ScannerOptions) {
    super();
    this.engine = engine;
    this.clock = clock ?? systemClock;
    this.#random = random ?? systemRandom;
  }

  /** Opens a scanner that trusts only the pinned roots. Fails if they are no root set. */
  static async open(options: ScannerOptions): Promise<Scanner> {
    const scanner = new Scanner(options);
    const seed = new DataView(randomBytes(scanner.#random, 8).buffer).getBigUint64(0);
    await scanner.engine.open(options.roots, seed, options.settings);
    if (options.requireChallenge === true) await scanner.requireChallenge(true);
    if (options.policy !== undefined) await scanner.choosePolicy(options.policy);
    return scanner;
  }

  /** The verdict on the text of a code; with the bytes of a challenge that this scanner shows, if it shows one. */
  async check(text: string, options: { challenge?: Uint8Array } = {}): Promise<Verdict> {
    const now = this.clock.now();
    if (options.challenge !== undefined) await this.engine.showChallenge(options.challenge, now);
    const verdict = await this.engine.check(text, now);
    if (verdict.code === "unknown_key") this.dispatchEvent(new Event("unknown-key"));
    if (lacksStatus(verdict)) this.dispatchEvent(new CustomEvent("status-lacking", { detail: text }));
    return verdict;
  }

  /** The code in a camera frame and the verdict on it; `undefined` if no code can be read in it. */
  async scan(frame: Frame): Promise<Scan | undefined> {
    const text = await this.read(frame);
    return text === undefined ? undefined : { text, verdict: await this.check(text) };
  }

  /** The text of the code in a camera frame, unchecked. A bitmap or a video frame is closed. */
  read(frame: Frame): Promise<string | undefined> {
    return this.engine.scan(frame, "frame");
  }

  /** The verdict on a single picture, with a thorough search; `unreadable` if there is no code. */
  async picture(frame: Frame): Promise<Verdict> {
    const text = await this.engine.scan(frame, "picture");
    return text === undefined ? this.engine.unreadable() : this.check(text);
  }

  /** A new challenge, valid for two minutes. Show it, and make another every minute. */
  async showChallenge(): Promise<Challenge> {
    const text = await this.engine.showChallenge(randomBytes(this.#random, 8), this.clock.now());
    return { text, code: await this.engine.qr(text) };
  }

  /**
   * Sets whether codes must answer a challenge of this scanner: any other is `challenge_missing`, paper too. `forget`
   * does not change it.
   */
  requireChallenge(required: boolean): Promise<void> {
    return this.engine.requireChallenge(required);
  }

  /**
   * Chooses the venue's policy by its id in the rules in force; `undefined`: a genuine pass is enough. An id that the
   * rules do not have is `rules_missing`. `forget` does not change it.
   */
  choosePolicy(id: string | undefined): Promise<void> {
    return this.engine.choosePolicy(id);
  }

  /** What a venue can choose of the rules in force. Only with the engine of `@haetae/sdk/scan`. */
  policies(): Promise<PolicyList> {
    return this.engine.policies(this.clock.now());
  }

  /** What this scanner trusts, and how old it is. */
  trust(): Promise<TrustState> {
    return this.engine.trust(this.clock.now());
  }

  /** Loads a bundle. With a `TrustSync`, call its method instead: it also stores the bundle. */
  takeBundle(bytes: Uint8Array): Promise<TrustOutcome> {
    return this.engine.bundleArrived(bytes);
  }

  /**
   * The data in force as a bundle of about this many bytes, for another scanner: status lists of distant days are left
   * out. `undefined` before the first manifest. Only with the engine of `@haetae/sdk/scan`.
   */
  bundle(maxBytes: number): Promise<Uint8Array | undefined> {
    return this.engine.bundle(this.clock.now(), maxBytes);
  }

  /** Forgets who was admitted, which challenges were shown and what the phones' clocks said. */
  forget(): Promise<void> {
    return this.engine.forget();
  }

  /** Ends the engine. */
  close(): void {
    this.engine.close();
  }
}
