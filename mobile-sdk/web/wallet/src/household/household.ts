import type { Engine, HeldPass, Wallet } from "@haetae/sdk";
import { type Due, dueFor } from "../renewal/due.js";
import { type OwnPass, spoiltPasses } from "../renewal/own-passes.js";
import type { Citizen, Client, Deployment } from "../service/client.js";
import { ServiceProblem } from "../service/problem.js";
import { AHEAD, pause, WAITING } from "../service/retry.js";
import type { People, Person } from "./person.js";

/** Somebody, with what the phone has for them. */
export interface Held extends Person {
  /** How the owner of the phone calls them; empty for oneself. */
  label: string;
  passes: HeldPass[];
  /** When to ask for more, in seconds since 1970. */
  refreshAfter: number;
  /** Why the last attempt failed, until the next one. */
  failure?: { code: string; nextTry: number } | undefined;
  /** Whether passes are being fetched. */
  busy: boolean;
}

/** Somebody who vouches for people: the demo partner, or the app that this page is part of. */
export interface Partner {
  /** An assertion for the holder keys of this digest. */
  assertion(subject: string, keysDigest: string): Promise<string>;
}

export interface HouseholdParts {
  wallet: Wallet;
  people: People;
  client: Client;
  engine: Engine;
  deployment: Deployment;
  partner: Partner;
  random?: () => number;
}

/** What doors read is read again after a day, give or take some hours of this phone's own. */
const LOOK_AGAIN = 86_400;
/** After a try without a network, in seconds. */
const SOON: { first: number; longest: number } = { first: 600, longest: 600 };

/** Those whose passes this phone holds, kept up to date. Sends `change`. */
export class Household extends EventTarget {
  #held = new Map<string, Held>();
  #failures = new Map<string, number>();
  #spoilt: OwnPass[] = [];
  #nextLook = 0;
  #looking = false;

  private constructor(private readonly parts: HouseholdParts) {
    super();
  }

  static async open(parts: HouseholdParts): Promise<Household> {
    const household = new Household(parts);
    for (const person of await parts.people.all()) {
      household.#held.set(person.id, await household.#read(person));
    }
    return household;
  }

  get all(): Held[] {
    return [...this.#held.values()];
  }

  /** Adds somebody for whom a partner vouches, and fetches their passes. */
  async add({ subject, name }: Pick<Citizen, "subject" | "name">, label: string): Promise<string> {
    const id = this.all.find((held) => held.subject === subject)?.id ?? crypto.randomUUID();
    const person: Person = { id, subject, name };
    await this.parts.people.put(person);
    await this.parts.wallet.putHolder(id, label);
    const held = await this.#read(person);
    this.#set(held);
    await this.#renew(held);
    return id;
  }

  async remove(id: string): Promise<void> {
    await this.parts.wallet.deleteHolder(id);
    await this.parts.people.remove(id);
    this.#held.delete(id);
    this.#failures.delete(id);
    this.#changed();
  }

  /** Does what is due. Called from time to time, and when the page comes into sight. */
  async tick(): Promise<void> {
    await this.#look();
    const { now } = this.parts.wallet.time();
    for (const held of this.all) {
      const waits = held.failure !== undefined && now < held.failure.nextTry;
      if (!held.busy && !waits && this.#due(held).days.length > 0) await this.#renew(held);
    }
  }

  /** Tries again now, because somebody asked for it. */
  async retry(id: string): Promise<void> {
    const held = this.#held.get(id);
    if (held !== undefined && !held.busy) await this.#renew(held);
  }

  #due(held: Held): Due {
    const spoilt = this.#spoilt.filter(({ holder }) => holder === held.id).map(({ day }) => day);
    return dueFor(held, this.parts.wallet.time().now, this.parts.deployment.zone, spoilt);
  }

  async #renew(held: Held): Promise<void> {
    const { id } = held;
    const due = this.#due(held);
    this.#set({ ...held, busy: true, failure: undefined });
    try {
      if (due.days.length > 0) await this.#fetch(held, due.days);
      this.#failures.delete(id);
      this.#spoilt = this.#spoilt.filter(({ holder }) => holder !== id);
      const person: Person = { id, subject: held.subject, name: held.name };
      await this.parts.people.put(person);
      this.#set(await this.#read(person));
    } catch (error) {
      await this.#fail(held, due, error instanceof ServiceProblem ? error : new ServiceProblem("failed", undefined, undefined));
    }
  }

  /** The keys are stored before anybody hears of them: after a lost answer the same request is made again and gets the same passes. */
  async #fetch({ id, subject }: Held, days: readonly string[]): Promise<void> {
    const { wallet, client, partner } = this.parts;
    const asking = await wallet.ask(id, days);
    const assertion = await partner.assertion(subject, asking.digest);
    await wallet.take(id, await client.passes(assertion, asking.body));
    await wallet.discardExpired(id);
  }

  async #fail(held: Held, { urgent }: Due, problem: ServiceProblem): Promise<void> {
    if (!this.#held.has(held.id)) return;
    const failures = (this.#failures.get(held.id) ?? 0) + 1;
    this.#failures.set(held.id, failures);
    const backoff = urgent && problem.trouble === undefined ? WAITING : AHEAD;
    const wait = pause(failures, backoff, problem.retryAfter, this.#random());
    const failed: Held = { ...held, busy: false, failure: { code: problem.code, nextTry: this.parts.wallet.time().now + wait } };
    if (problem.trouble !== undefined) {
      failed.trouble = problem.trouble;
      await this.parts.people.put({ id: held.id, subject: held.subject, name: held.name, trouble: problem.trouble });
    }
    this.#set(failed);
  }

  /** Reads what doors read, once a day, and learns the service's time on the way; at once where the phone's clock was disturbed. */
  async #look(): Promise<void> {
    const { wallet, client, engine, deployment } = this.parts;
    const { now, trust } = wallet.time();
    const waits = now < this.#nextLook && this.#nextLook < now + 2 * LOOK_AGAIN;
    if (this.#looking || (waits && trust !== "disturbed")) return;
    this.#looking = true;
    try {
      await wallet.learnTime(await client.time());
      if (!waits) {
        const passes = this.all.flatMap((held) => held.passes.map((pass) => ({ ...pass, holder: held.id })));
        const lasting = passes.filter((pass) => Date.parse(pass.expires) / 1000 > now);
        if (lasting.length > 0) this.#spoilt = await spoiltPasses(engine, client, deployment.roots, lasting, wallet.time().now);
        this.#nextLook = wallet.time().now + LOOK_AGAIN * (0.75 + this.#random() / 2);
      }
    } catch {
      // What is here goes on; nobody is told of a network that is not there.
      this.#nextLook = now + pause(1, SOON, undefined, this.#random());
    }
    this.#looking = false;
    this.#changed();
  }

  async #read(person: Person): Promise<Held> {
    const { wallet } = this.parts;
    const holder = (await wallet.holders()).find(({ id }) => id === person.id);
    const refreshAfter = holder?.refresh_after === undefined ? 0 : Date.parse(holder.refresh_after) / 1000;
    return { ...person, label: holder?.label ?? "", refreshAfter, passes: await wallet.passes(person.id), busy: false };
  }

  #random(): number {
    return (this.parts.random ?? Math.random)();
  }

  #set(held: Held): void {
    this.#held.set(held.id, held);
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}
