import { type Clock, systemClock } from "../clock.js";
import type { Engine, Matrix } from "../engine/core.js";
import { type Random, randomBytes, systemRandom } from "../random.js";
import { indexedDbWallet } from "../storage/indexed-db.js";
import type { Holder, Strip, WalletStorage } from "../storage/wallet-storage.js";
import { type HolderKey, makeHolderKey, sign } from "./holder-keys.js";
import type { Inspected, IssuedPass, PassesAnswer, PassesRequest } from "./pass.js";
import { isValid, PhoneClock, type PhoneTime, timeToShow } from "./phone-time.js";
import { isRefused, type OwnPass, type Renewal } from "./renewal.js";

/** The options of a wallet. */
export interface WalletOptions {
  /** The engine that signs and draws: that of `@haetae/sdk/present` is enough. */
  engine: Engine;
  /** IndexedDB by default. */
  storage?: WalletStorage;
  clock?: Clock;
  /** Makes holder keys; with WebCrypto by default. */
  makeKey?: () => Promise<HolderKey>;
  /** Spreads the renewals of many phones. */
  random?: Random;
}

/** A code to show, made now. */
export interface LiveCode {
  /** `HP1:` and so on. */
  text: string;
  code: Matrix;
  pass: IssuedPass;
  /** When it was made and when to make the next, in seconds since 1970 by `time`. */
  made: number;
  next: number;
  time: PhoneTime;
}

/** Why there is no code to show. A technical reason never means that a person is not eligible. */
export interface NoCode {
  text: undefined;
  /** Nothing was issued yet, everything has expired, or the first pass begins later. */
  why: "no_pass" | "over" | "not_yet";
  /** When the first begins, with `not_yet`: RFC 3339 in UTC. */
  from?: string;
  time: PhoneTime;
}

/** A request for passes, and what a partner's assertion must contain about its keys. */
export interface PreparedRequest {
  body: PassesRequest;
  /** The assertion's `keys`. */
  digest: string;
}

/** A pass, and its content. */
export interface HeldPass extends IssuedPass {
  inspected: Inspected;
  /** What scanners decide about it, by the last `renewal`; `undefined` before the first. */
  own?: OwnPass;
}

/** How often a new code is made, in seconds (wire format, section 4). */
export const LIVE_SECONDS = 15;

/** No civil time is further behind UTC, in seconds. */
const WESTERNMOST_SECONDS = 12 * 3600;

/** Holds passes and presents them. */
export class Wallet {
  readonly #engine: Engine;
  readonly #storage: WalletStorage;
  readonly #clock: PhoneClock;
  readonly #makeKey: () => Promise<HolderKey>;
  readonly #seed: bigint;
  /** The status of passes, by their text, of each holder. */
  readonly #passStates = new Map<string, ReadonlyMap<string, OwnPass>>();

  private constructor(options: WalletOptions, storage: WalletStorage, clock: PhoneClock) {
    this.#engine = options.engine;
    this.#storage = storage;
    this.#clock = clock;
    this.#makeKey = options.makeKey ?? (() => makeHolderKey());
    this.#seed = new DataView(randomBytes(options.random ?? systemRandom, 8).buffer).getBigUint64(0);
  }

  /** Opens the wallet that is in storage, or an empty one. */
  static async open(options: WalletOptions): Promise<Wallet> {
    const storage = options.storage ?? indexedDbWallet();
    const clock = new PhoneClock(options.clock ?? systemClock, await storage.contact());
    return new Wallet(options, storage, clock);
  }

  /** The time that codes are made with, and how much of it is known. */
  time(): PhoneTime {
    return this.#clock.time();
  }

  /** All holders of passes in this wallet. */
  holders(): Promise<Holder[]> {
    return this.#storage.holders();
  }

  /** Adds a holder, or changes the label. */
  async putHolder(id: string, label: string): Promise<void> {
    const known = (await this.#storage.holders()).find((holder) => holder.id === id);
    await this.#storage.putHolder({ ...known, id, label });
  }

  /** Deletes a holder with all keys and passes. */
  deleteHolder(id: string): Promise<void> {
    this.#passStates.delete(id);
    return this.#storage.deleteHolder(id);
  }

  /**
   * The request for the passes of these civil days (`YYYY-MM-DD`). A day that was requested before keeps its key, so
   * that the same request gets the same answer; the keys are stored before this returns.
   */
  async prepareRequest(holder: string, days: readonly string[]): Promise<PreparedRequest> {
    const known = await this.#storage.strips(holder);
    const strips = await Promise.all(
      days.map(async (day) => known.find((strip) => strip.day === day) ?? { holder, day, ...(await this.#makeKey()) }),
    );
    await this.#storage.putStrips(strips);
    const holder_keys = strips.map(({ day, jwk }) => ({ day, jwk }));
    return { body: { holder_keys }, digest: await this.#engine.holderKeysDigest(strips.map(({ jwk }) => jwk)) };
  }

  /**
   * Stores the answer, and learns the service's time. Passes for days that were not asked for, or that cannot be read,
   * are refused.
   */
  async storeAnswer(holder: string, answer: PassesAnswer): Promise<void> {
    const known = await this.#storage.strips(holder);
    const strips = await Promise.all(
      answer.passes.map(async (pass): Promise<Strip> => {
        const strip = known.find(({ day }) => day === pass.day);
        if (strip === undefined) throw new Error(`the answer has a pass for ${pass.day}, which was not asked for`);
        if ((await this.#engine.inspect(pass.qr)) === undefined)
          throw new Error(`the pass for ${pass.day} cannot be read`);
        return { ...strip, pass };
      }),
    );
    await this.learnTime(answer.server_time);
    await this.#storage.putStrips(strips);
    const holders = await this.#storage.holders();
    const label = holders.find(({ id }) => id === holder)?.label ?? "";
    await this.#storage.putHolder({ id: holder, label, refresh_after: answer.refresh_after });
  }

  /** Learns the service's time (RFC 3339) from an answer that has just arrived. */
  async learnTime(server: string): Promise<void> {
    const seconds = Date.parse(server) / 1000;
    if (Number.isNaN(seconds)) throw new Error(`${JSON.stringify(server)} is not a time`);
    await this.#storage.putContact(this.#clock.learn(seconds));
  }

  /** The passes of a holder, by day, with their content. */
  async passes(holder: string): Promise<HeldPass[]> {
    const issued = (await this.#storage.strips(holder)).flatMap(({ pass }) => pass ?? []);
    const held = await Promise.all(
      issued.map(async (pass) => ({ ...pass, inspected: await this.#engine.inspect(pass.qr) })),
    );
    return held.flatMap(({ inspected, ...pass }): HeldPass[] => {
      if (inspected === undefined) return [];
      const own = this.#passStates.get(holder)?.get(pass.qr);
      return [own === undefined ? { ...pass, inspected } : { ...pass, inspected, own }];
    });
  }

  /**
   * Checks the passes of a holder against the data in force, where a `TrustSync` keeps it up to date: which of them
   * scanners refuse, now or later, and when to renew. A time before the planned one is stored as the holder's
   * `refresh_after`. `undefined` before the first pass. Call it when new data is in force, not continuously.
   */
  async renewal(holder: string): Promise<Renewal | undefined> {
    const known = (await this.#storage.holders()).find(({ id }) => id === holder);
    if (known?.refresh_after === undefined) return undefined;
    const texts = (await this.passes(holder)).map(({ qr }) => qr);
    const planned = seconds(known.refresh_after);
    const renewal = await this.#engine.renewal(texts, planned, this.time().now, this.#seed);
    this.#passStates.set(holder, new Map(renewal.passes.map((own, place) => [texts[place] ?? "", own])));
    if (renewal.at < planned)
      await this.#storage.putHolder({ ...known, refresh_after: new Date(renewal.at * 1000).toISOString() });
    return renewal;
  }

  /**
   * The code to show now, of the latest valid pass, and of one that scanners refuse only if there is no other; with the
   * text of a challenge if a venue shows one. Made at `timeToShow`: at an estimated time if this phone's clock is
   * wrong.
   */
  async present(holder: string, challenge?: string): Promise<LiveCode | NoCode> {
    const strips = await this.#storage.strips(holder);
    const passes = strips.filter((strip): strip is Strip & { pass: IssuedPass } => strip.pass !== undefined);
    const time = timeToShow(
      this.time(),
      passes.map(({ pass }) => pass),
    );
    const valid = passes.filter(({ pass }) => isValid(pass, time.now));
    const states = this.#passStates.get(holder);
    const refused = ({ qr }: IssuedPass): number => {
      const own = states?.get(qr);
      return own !== undefined && isRefused(own, time.now) ? 1 : 0;
    };
    const latest = valid.sort(
      ({ pass: left }, { pass: right }) =>
        refused(left) - refused(right) || seconds(right.not_before) - seconds(left.not_before),
    )[0];
    if (latest === undefined) return noCode(passes, time);
    const made = Math.floor(time.now);
    const bytes = await this.#engine.toBeSigned(latest.pass.qr, made, challenge);
    const signature = await sign(latest.key, new Uint8Array(bytes));
    const text = await this.#engine.presentation(latest.pass.qr, made, challenge, signature);
    return { text, code: await this.#engine.qr(text), pass: latest.pass, made, next: made + LIVE_SECONDS, time };
  }

  /**
   * Deletes the expired keys and passes of a holder, and keys without a pass once their day has ended everywhere: days
   * are those of the issuer's zone, which may be any.
   */
  async discardExpired(holder: string): Promise<void> {
    const { now } = this.time();
    const earliestToday = new Date((now - WESTERNMOST_SECONDS) * 1000).toISOString().slice(0, 10);
    const strips = await this.#storage.strips(holder);
    const over = strips.filter(({ day, pass }) =>
      pass === undefined ? day < earliestToday : seconds(pass.expires) <= now,
    );
    await this.#storage.deleteStrips(
      holder,
      over.map(({ day }) => day),
    );
  }
}

function noCode(passes: readonly { pass: IssuedPass }[], time: PhoneTime): NoCode {
  if (passes.length === 0) return { text: undefined, why: "no_pass", time };
  const later = passes.map(({ pass }) => pass.not_before).filter((from) => seconds(from) > time.now);
  const from = later.sort((left, right) => seconds(left) - seconds(right))[0];
  return from === undefined ? { text: undefined, why: "over", time } : { text: undefined, why: "not_yet", from, time };
}

function seconds(time: string): number {
  return Date.parse(time) / 1000;
}
