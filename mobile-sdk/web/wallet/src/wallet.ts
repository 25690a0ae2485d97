import type { Engine } from "@haetae/sdk";
import type { WalletClock } from "./clock/clock.js";
import { dueFor } from "./renewal/due.js";
import { spoiltPasses } from "./renewal/own-passes.js";
import { type Partner, renew } from "./renewal/renew.js";
import type { Citizen, Client, Deployment } from "./service/client.js";
import { ServiceProblem } from "./service/problem.js";
import { AHEAD, pause, WAITING } from "./service/retry.js";
import type { Database } from "./store/database.js";
import type { Holder, KeptPass } from "./store/model.js";

/** A holder with what the phone has for them. */
export interface Held {
  holder: Holder;
  passes: KeptPass[];
  /** Why the last attempt failed, until the next one. */
  failure?: { code: string; nextTry: number } | undefined;
  /** Whether passes are being fetched. */
  busy: boolean;
}

export interface WalletParts {
  database: Database;
  client: Client;
  engine: Engine;
  clock: WalletClock;
  deployment: Deployment;
  partner: Partner;
  random?: () => number;
}

const DAY = 86_400;
/** The manifest is read again after a day, give or take some hours of this phone's own. */
const LOOK_AGAIN = DAY;

/** What this phone holds, kept up to date. Sends `change`. */
export class Wallet extends EventTarget {
  #held = new Map<string, Held>();
  #failures = new Map<string, number>();
  #spoilt: KeptPass[] = [];
  #nextLook = 0;
  #looking = false;

  private constructor(private readonly parts: WalletParts) {
    super();
  }

  static async open(parts: WalletParts): Promise<Wallet> {
    const wallet = new Wallet(parts);
    for (const holder of await parts.database.holders()) {
      wallet.#held.set(holder.id, { holder, passes: await parts.database.passes(holder.id), busy: false });
    }
    return wallet;
  }

  get held(): Held[] {
    return [...this.#held.values()];
  }

  /** Adds somebody for whom a partner vouches, and fetches their passes. */
  async add({ subject, name }: Pick<Citizen, "subject" | "name">, label: string): Promise<Held> {
    const known = this.held.find(({ holder }) => holder.subject === subject);
    const holder: Holder = { ...(known?.holder ?? { id: crypto.randomUUID(), refreshAfter: 0, subject }), name, label };
    await this.parts.database.putHolder(holder);
    const held: Held = { holder, passes: known?.passes ?? [], busy: false };
    this.#set(held);
    await this.#renew(held);
    return this.#held.get(holder.id) ?? held;
  }

  async remove(id: string): Promise<void> {
    await this.parts.database.removeHolder(id);
    this.#held.delete(id);
    this.#failures.delete(id);
    this.#changed();
  }

  /** Does what is due. Called from time to time, and when the page comes into sight. */
  async tick(): Promise<void> {
    await this.#look();
    const { now } = this.parts.clock.read();
    for (const held of this.held) {
      const waits = held.failure !== undefined && now < held.failure.nextTry;
      if (!held.busy && !waits && this.#due(held).days.length > 0) await this.#renew(held);
    }
  }

  /** Tries again now, because somebody asked for it. */
  async retry(id: string): Promise<void> {
    const held = this.#held.get(id);
    if (held !== undefined && !held.busy) await this.#renew(held);
  }

  #due({ holder, passes }: Held) {
    const spoilt = this.#spoilt.filter((pass) => pass.holder === holder.id).map(({ day }) => day);
    return dueFor(holder, passes, this.parts.clock.read().now, this.parts.deployment.zone, spoilt);
  }

  async #renew(held: Held): Promise<void> {
    const { id } = held.holder;
    const { days, urgent } = this.#due(held);
    this.#set({ ...held, busy: true, failure: undefined });
    const { now } = this.parts.clock.read();
    try {
      const holder = days.length > 0 ? await renew(this.parts, held.holder, days, now) : held.holder;
      this.#failures.delete(id);
      this.#spoilt = this.#spoilt.filter((pass) => pass.holder !== id);
      this.#set({ holder, passes: await this.parts.database.passes(id), busy: false });
    } catch (error) {
      const problem = error instanceof ServiceProblem ? error : new ServiceProblem("failed", undefined, undefined);
      const failures = (this.#failures.get(id) ?? 0) + 1;
      this.#failures.set(id, failures);
      const random = (this.parts.random ?? Math.random)();
      const wait = pause(failures, urgent && problem.trouble === undefined ? WAITING : AHEAD, problem.retryAfter, random);
      const { trouble: _, ...untroubled } = held.holder;
      const holder: Holder = problem.trouble === undefined ? held.holder : { ...untroubled, trouble: problem.trouble };
      if (this.#held.has(id)) {
        await this.parts.database.putHolder(holder);
        this.#set({ ...held, holder, busy: false, failure: { code: problem.code, nextTry: now + wait } });
      }
    }
  }

  /** Reads what doors read, once a day, and learns the service's time on the way. */
  async #look(): Promise<void> {
    const { now } = this.parts.clock.read();
    if (this.#looking || now < this.#nextLook) return;
    this.#looking = true;
    const random = (this.parts.random ?? Math.random)();
    try {
      await this.parts.client.time();
      const passes = this.held.flatMap((held) => held.passes).filter((pass) => Date.parse(pass.expires) / 1000 > now);
      if (passes.length > 0) {
        this.#spoilt = await spoiltPasses(this.parts.engine, this.parts.client, this.parts.deployment.roots, passes, now);
      }
      this.#nextLook = now + LOOK_AGAIN * (0.75 + random / 2);
    } catch {
      // What is here goes on; nobody is told of a network that is not there.
      this.#nextLook = now + pause(1, { first: 600, longest: 600 }, undefined, random);
    }
    this.#looking = false;
    this.#changed();
  }

  #set(held: Held): void {
    this.#held.set(held.holder.id, held);
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}
