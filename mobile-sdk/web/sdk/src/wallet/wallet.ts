import { type Clock, momentOf, systemClock } from "../clock.js";
import type { Engine, Matrix } from "../engine/core.js";
import { type Random, randomBytes, systemRandom } from "../random.js";
import { indexedDbWallet } from "../storage/indexed-db.js";
import type { Holder, Strip, WalletStorage } from "../storage/wallet-storage.js";
import { type HolderKey, makeHolderKey, sign } from "./holder-keys.js";
import type { Coverage, Due, Held, NothingToShow } from "./holding.js";
import type { OutlookOrWhy } from "./outlook.js";
import type { Inspected, IssuedPass, PassesAnswer, PassesRequest } from "./pass.js";
import type { PhoneTime } from "./phone-time.js";
import type { OwnPass, Renewal } from "./renewal.js";

/** The options of a wallet. */
export interface WalletOptions {
  /** The engine that signs and draws: that of `@haetae/sdk/present` is enough. One for each wallet. */
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
  why: NothingToShow;
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

/** Holds passes and presents them. */
export class Wallet {
  /** The device's clock with the correction that was last known: for a `Scanner` beside this wallet. */
  readonly clock: Clock;
  readonly #engine: Engine;
  readonly #storage: WalletStorage;
  readonly #device: Clock;
  readonly #makeKey: () => Promise<HolderKey>;
  readonly #seed: bigint;
  /** What the core knows of each holder, and the texts of the passes that it took. */
  readonly #held = new Map<string, { held: Held; passes: string[] }>();
  /** The status of passes, by their text, of each holder. */
  readonly #passStates = new Map<string, ReadonlyMap<string, OwnPass>>();
  #correction = 0;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(options: WalletOptions, storage: WalletStorage, device: Clock) {
    this.#engine = options.engine;
    this.#storage = storage;
    this.#device = device;
    this.clock = { now: () => device.now() + this.#correction, monotonic: () => device.monotonic() };
    this.#makeKey = options.makeKey ?? (() => makeHolderKey());
    this.#seed = new DataView(randomBytes(options.random ?? systemRandom, 8).buffer).getBigUint64(0);
  }

  /** Opens the wallet that is in storage, or an empty one. */
  static async open(options: WalletOptions): Promise<Wallet> {
    const storage = options.storage ?? indexedDbWallet();
    const device = options.clock ?? systemClock;
    const contact = await storage.contact();
    await options.engine.openClock(momentOf(device), contact);
    const wallet = new Wallet(options, storage, device);
    await wallet.time();
    return wallet;
  }

  /** The time that codes are made with, and how much of it is known. */
  async time(): Promise<PhoneTime> {
    const time = await this.#engine.phoneTime(momentOf(this.#device));
    this.#correction = time.correction;
    return time;
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
    return this.#inTurn(async () => {
      this.#passStates.delete(id);
      this.#held.delete(id);
      await this.#engine.drop(id);
      await this.#storage.deleteHolder(id);
    });
  }

  /**
   * The request for the passes of these civil days (`YYYY-MM-DD`). A day that was requested before keeps its key, so
   * that the same request gets the same answer; the keys are stored before this returns. With the `ticket` of the
   * waiting room, which is for the same keys, when it is its turn.
   */
  async prepareRequest(
    holder: string,
    days: readonly string[],
    options: { ticket?: string } = {},
  ): Promise<PreparedRequest> {
    const known = await this.#storage.strips(holder);
    const strips = await Promise.all(
      days.map(async (day) => known.find((strip) => strip.day === day) ?? { holder, day, ...(await this.#makeKey()) }),
    );
    await this.#storage.putStrips(strips);
    const holder_keys = strips.map(({ day, jwk }) => ({ day, jwk }));
    const body = { holder_keys, ...(options.ticket !== undefined && { ticket: options.ticket }) };
    return { body, digest: await this.#engine.holderKeysDigest(strips.map(({ jwk }) => jwk)) };
  }

  /**
   * Moves the keys of a request that has waited past midnight to as many other days (`YYYY-MM-DD`): a place in a
   * waiting room is for keys, whatever days they are for, and no pass is issued for a day that is over. Fails, and
   * moves nothing, if a key is missing, or one of the days has a pass: its key would be that of two days.
   */
  async moveRequest(holder: string, days: readonly string[], to: readonly string[]): Promise<void> {
    const known = await this.#storage.strips(holder);
    const passed = known.find(({ day, pass }) => pass !== undefined && [...days, ...to].includes(day));
    if (passed !== undefined) throw new Error(`there is a pass for ${passed.day}`);
    const moved = days.map((day, place): Strip => {
      const [strip, other] = [known.find((strip) => strip.day === day), to[place]];
      if (strip === undefined || other === undefined) throw new Error(`no key for ${day}, or no day to move it to`);
      return { ...strip, day: other };
    });
    await this.#storage.putStrips(moved);
    const left = days.filter((day) => !to.includes(day));
    await this.#storage.deleteStrips(holder, left);
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
        const inspected = await this.#engine.inspect(pass.qr);
        if (inspected === undefined || inspected.paper || inspected.presented !== undefined)
          throw new Error(`the pass for ${pass.day} cannot be read, or is not for a phone`);
        return { ...strip, pass };
      }),
    );
    await this.learnTime(answer.server_time);
    await this.#storage.putStrips(strips);
    const holders = await this.#storage.holders();
    const stored = holders.find(({ id }) => id === holder);
    await this.#storage.putHolder({ label: "", ...stored, id: holder, refresh_after: answer.refresh_after });
  }

  /** Learns the service's time (RFC 3339) from an answer that has just arrived. */
  async learnTime(server: string): Promise<void> {
    const seconds = Date.parse(server) / 1000;
    if (Number.isNaN(seconds)) throw new Error(`${JSON.stringify(server)} is not a time`);
    await this.#storage.putContact(await this.#engine.learnTime(seconds, momentOf(this.#device)));
    await this.time();
  }

  /** The passes of a holder, by day, with their content. */
  async passes(holder: string): Promise<HeldPass[]> {
    const strips = await this.#withHeld(holder, async (strips) => strips);
    const issued = strips.flatMap(({ pass }) => pass ?? []);
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
  renewal(holder: string): Promise<Renewal | undefined> {
    return this.#withHeld(holder, (_, known) => this.#renew(holder, known));
  }

  /**
   * What a holder can show now: the time to show it at, and until when. It reads the storage only for a holder that was
   * not read before, so it can be called several times a second.
   */
  coverage(holder: string): Promise<Coverage> {
    const cover = () => this.#engine.coverage(holder, momentOf(this.#device));
    return this.#held.has(holder) ? this.#inTurn(cover) : this.#withHeld(holder, cover);
  }

  /**
   * Where a holder's pass is good, by the rules that a `TrustSync` keeps up to date on this phone, and until when; or
   * why that is unknown. It asks the evidence of the newest pass that scanners accept, by the last `renewal`. To be
   * called when new data is in force, when passes change and every minute or so, not continuously.
   */
  outlook(holder: string): Promise<OutlookOrWhy> {
    return this.#withHeld(holder, () => this.#engine.outlook(holder, momentOf(this.#device)));
  }

  /** The same for the text of a paper pass (`HT1:`), from its beginning to its end; `undefined` if it holds none. */
  paperOutlook(text: string): Promise<OutlookOrWhy | undefined> {
    return this.#engine.paperOutlook(text, momentOf(this.#device));
  }

  /**
   * What to ask the service for, so that a holder has a pass for each of `days` civil days from `today` on, the day in
   * the issuer's zone (`YYYY-MM-DD`): by default as many as phones keep. Passes that scanners refuse are replaced at
   * the time that `renewal` named; `asked` does not wait for it.
   */
  due(holder: string, today: string, options: { days?: number; asked?: boolean } = {}): Promise<Due> {
    return this.#withHeld(holder, async () => {
      const count = options.days ?? (await this.#engine.limits()).days_kept;
      return this.#engine.due(holder, today, count, momentOf(this.#device), options.asked ?? false);
    });
  }

  /**
   * The code to show now, of the latest valid pass, and of one that scanners refuse only if there is no other; with the
   * text of a challenge if a venue shows one. Made at an estimated time if this phone's clock is wrong.
   */
  async present(holder: string, challenge?: string): Promise<LiveCode | NoCode> {
    const { choice, time, strips } = await this.#withHeld(holder, async (strips) => ({
      ...(await this.#engine.toShow(holder, momentOf(this.#device))),
      strips,
    }));
    if ("why" in choice) {
      const { why, from } = choice;
      return { text: undefined, why, ...(from !== undefined && { from: rfc3339(from) }), time };
    }
    const { made, next } = choice;
    const strip = strips.find(({ day }) => day === choice.day);
    if (strip?.pass === undefined) throw new Error(`the pass for ${choice.day} is gone`);
    const { key, pass } = strip;
    const bytes = await this.#engine.toBeSigned(pass.qr, made, challenge);
    const signature = await sign(key, new Uint8Array(bytes));
    const text = await this.#engine.presentation(pass.qr, made, challenge, signature);
    return { text, code: await this.#engine.qr(text), pass, made, next, time };
  }

  /**
   * Deletes the expired keys and passes of a holder, and keys without a pass once their day has ended everywhere: days
   * are those of the issuer's zone, which may be any. A clock that was set ahead deletes nothing.
   */
  async discardExpired(holder: string): Promise<void> {
    const days = await this.#withHeld(holder, () => this.#engine.discardable(holder, momentOf(this.#device)));
    await this.#storage.deleteStrips(holder, days);
  }

  /** Works with what the core knows of a holder, once that is what is stored: another tab may have stored passes. */
  #withHeld<T>(holder: string, work: (strips: readonly Strip[], known: Holder | undefined) => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      const [strips, holders] = await Promise.all([this.#storage.strips(holder), this.#storage.holders()]);
      const known = holders.find(({ id }) => id === holder);
      const held: Held = {
        planned: plannedOf(known),
        asked: known?.asked,
        strips: strips.map(({ day, pass }) => ({ day, qr: pass?.qr })),
      };
      if (JSON.stringify(this.#held.get(holder)?.held) !== JSON.stringify(held)) {
        this.#held.set(holder, { held, passes: await this.#engine.hold(holder, held) });
        // What was found out about the passes is no longer known of them.
        if (this.#passStates.has(holder)) await this.#renew(holder, known);
      }
      return work(strips, known);
    });
  }

  async #renew(holder: string, known: Holder | undefined): Promise<Renewal | undefined> {
    if (known?.refresh_after === undefined) return undefined;
    const renewal = await this.#engine.renew(holder, momentOf(this.#device), this.#seed);
    const { held, passes } = this.#held.get(holder) ?? { passes: [] };
    this.#passStates.set(holder, new Map(renewal.passes.map((own, place) => [passes[place] ?? "", own])));
    const { at, asked } = renewal;
    const isSooner = at < seconds(known.refresh_after);
    if (isSooner || asked !== known.asked) {
      // Another tab may have stored an answer meanwhile, or deleted the holder: that stays, and the next call sees it.
      const stored = (await this.#storage.holders()).find(({ id }) => id === holder);
      if (stored?.refresh_after !== known.refresh_after || stored?.asked !== known.asked) return renewal;
      await this.#storage.putHolder({ ...known, ...(isSooner && { refresh_after: rfc3339(at) }), asked });
      // As the core knows it already: it would draw another time otherwise.
      if (held !== undefined)
        this.#held.set(holder, { held: { ...held, asked, ...(isSooner && { planned: at }) }, passes });
    }
    return renewal;
  }

  /** One after the other: what is done with what the core holds must not meet what another call has it hold. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

/** When passes are to be asked for. What is stored and no time means at once: a wallet must open all the same. */
function plannedOf(known: Holder | undefined): number {
  const planned = seconds(known?.refresh_after ?? "");
  return Number.isNaN(planned) ? 0 : planned;
}

function seconds(time: string): number {
  return Date.parse(time) / 1000;
}

function rfc3339(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
