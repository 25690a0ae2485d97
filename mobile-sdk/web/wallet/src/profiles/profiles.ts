import {
  type Due,
  type Engine,
  type HeldPass,
  type QueuePlace,
  queueAnswerOf,
  type Random,
  type RequestEvent,
  RequestTimer,
  type Wallet,
} from "@haetae/sdk";
import { daysFromToday } from "../queue/past-midnight.js";
import { WaitingRoom } from "../queue/waiting-room.js";
import { dayOf } from "../renewal/days.js";
import type { Citizen, Client } from "../service/client.js";
import { isNetworkReason, type Reason, serviceProblemOf } from "../service/problem.js";
import { ServiceTime } from "../time/service-time.js";
import type { Person, PersonStore } from "./person.js";
import type { TabLock } from "./tab-lock.js";

/** A person, with their passes on this phone. */
export interface Profile extends Person {
  /** The owner's name for the person; empty for the owner. */
  label: string;
  passes: HeldPass[];
  /** Whether passes are being fetched. */
  busy: boolean;
}

/** Vouches for people: the demo partner, or the app that this page is part of. */
export interface Partner {
  /** An assertion for the holder keys of this digest. */
  assertion(subject: string, keysDigest: string): Promise<string>;
}

export interface ProfilesParts {
  wallet: Wallet;
  engine: Pick<Engine, "requestTimer" | "queueSeen" | "queuePause">;
  people: PersonStore;
  client: Client;
  /** The issuer's zone; `undefined` until the service has answered once: nothing can be requested before. */
  zone: () => string | undefined;
  partner: Partner;
  tabLock: TabLock;
  random?: Random;
  /** Whether this phone reports a network. */
  hasNetwork?: () => boolean;
}

/** Who asks for passes: the owner, now; or the schedule. */
type Wanted = "by-owner" | "by-schedule";

/**
 * The people whose passes this phone holds, kept up to date. Sends `change`, and `turn` with somebody's id when it is
 * their turn in the waiting room, before their passes are requested.
 */
export class Profiles extends EventTarget {
  #profiles = new Map<string, Profile>();
  /** Whether passes must be checked against new trust data. */
  #isTrustNew = false;
  #reading: Promise<void> = Promise.resolve();
  readonly #serviceTime: ServiceTime;
  readonly #room: WaitingRoom;

  private constructor(private readonly parts: ProfilesParts) {
    super();
    this.#serviceTime = new ServiceTime(parts.wallet, parts.client, this.#timer(), Math.random);
    const { engine, client, wallet, random } = parts;
    this.#room = new WaitingRoom({ engine, client, clock: wallet.clock, random });
    parts.tabLock.onNotified(() => void this.#readAll());
  }

  static async open(parts: ProfilesParts): Promise<Profiles> {
    const profiles = new Profiles(parts);
    await profiles.#readAll();
    return profiles;
  }

  get all(): Profile[] {
    return [...this.#profiles.values()];
  }

  /** The place of somebody who waits, by the last notice; `undefined` if there is none. */
  place(id: string): Promise<QueuePlace | undefined> {
    return this.#room.place(id);
  }

  /** Why the waiting room could not be read; `undefined` if it was. */
  get unread(): Reason | undefined {
    return this.#room.unread;
  }

  /** Adds a person for whom a partner vouches, and fetches their passes. */
  async add({ subject, name }: Pick<Citizen, "subject" | "name">, label: string): Promise<string> {
    const { people, wallet, tabLock } = this.parts;
    const id = await tabLock.exclusive(async () => {
      const known = (await people.all()).find((person) => person.subject === subject);
      // Who waits and signs in again has the same place.
      const place = known?.waiting === undefined ? {} : { waiting: known.waiting };
      const person: Person = { id: known?.id ?? crypto.randomUUID(), subject, name, ...place };
      await people.put(person);
      await wallet.putHolder(person.id, label);
      this.#set(await this.#read(person));
      return person.id;
    });
    tabLock.notify();
    await this.#renew(id, "by-owner");
    return id;
  }

  async remove(id: string): Promise<void> {
    this.#profiles.delete(id);
    await this.#forget(id);
    this.#changed();
    // An answer that was still on its way, in any tab, may have been written since.
    await this.parts.tabLock.exclusive(() => this.#forget(id));
    await this.#readAll();
    this.parts.tabLock.notify();
  }

  /** New trust data is in force: passes are checked against it at the next `tick`. */
  trustUpdated(): void {
    this.#isTrustNew = true;
  }

  /** Does what is due. Called regularly, and when the page becomes visible. */
  async tick(): Promise<void> {
    if (await this.#serviceTime.learn()) this.#changed();
    if (this.#isTrustNew) await this.#checkAll();
    await this.#lookAtRoom();
    for (const profile of this.all) {
      if (profile.busy || (await this.#isPausing(profile))) continue;
      if (await this.#room.mustWait(profile)) continue;
      if (profile.waiting !== undefined && profile.failure === undefined)
        this.dispatchEvent(new CustomEvent("turn", { detail: profile.id }));
      if ((await this.#due(profile, "by-schedule")).days.length > 0) await this.#renew(profile.id, "by-schedule");
    }
  }

  /** The network is back: what failed without it is tried again now, and the pauses that it caused end. */
  async networkBack(): Promise<void> {
    this.#serviceTime.networkBack();
    this.#room.hurry();
    for (const { id, busy, failure } of this.all) {
      if (!busy && isNetworkReason(failure?.reason)) await this.#renew(id, "by-owner");
    }
    await this.tick();
  }

  /** Tries again now, on request. */
  async retry(id: string): Promise<void> {
    if (this.#profiles.get(id)?.busy === false) await this.#renew(id, "by-owner");
  }

  async #due({ id, waiting }: Person, wanted: Wanted): Promise<Due> {
    const { wallet } = this.parts;
    const zone = this.parts.zone();
    if (zone === undefined) return { days: [], urgent: true };
    const due = await wallet.due(id, dayOf(wallet.clock.now(), zone), { asked: wanted === "by-owner" });
    // A ticket is for the keys of the days that were asked for first.
    return waiting === undefined ? due : { ...due, days: waiting.days };
  }

  /** Somebody as passes are requested for them today: who has waited past midnight asks for the days from today on. */
  async #today(person: Person): Promise<Person> {
    const { waiting, ...rest } = person;
    const { wallet, people } = this.parts;
    const zone = this.parts.zone();
    if (waiting === undefined || zone === undefined) return person;
    const days = await daysFromToday(wallet, person.id, waiting.days, dayOf(wallet.clock.now(), zone));
    if (days === waiting.days) return person;
    const moved = days === undefined ? rest : { ...rest, waiting: { ...waiting, days } };
    await people.put(moved);
    return moved;
  }

  /** Reads how far the waiting room has come, if somebody waits and no other tab has read it. */
  async #lookAtRoom(): Promise<void> {
    const { tabLock, people } = this.parts;
    if (!this.#room.isDue || !this.all.some(({ waiting }) => waiting !== undefined)) return;
    await tabLock.exclusive(async () => {
      await this.#readAll();
      if (!this.#room.isDue) return;
      for (const [id, waiting] of await this.#room.look(this.all)) {
        const person = (await people.all()).find((one) => one.id === id);
        if (person !== undefined) await people.put({ ...person, waiting });
      }
    });
    await this.#readAll();
    tabLock.notify();
  }

  async #isPausing({ failure, timer }: Profile): Promise<boolean> {
    const hasNetwork = this.parts.hasNetwork ?? (() => navigator.onLine);
    if (failure?.reason === "offline" && hasNetwork()) return false;
    const now = this.parts.wallet.clock.now();
    return now < (await this.#timer(timer).next(now));
  }

  async #renew(id: string, wanted: Wanted): Promise<void> {
    const { tabLock } = this.parts;
    this.#setBusy(id, true);
    try {
      if (await tabLock.exclusive(() => this.#renewAlone(id, wanted))) tabLock.notify();
    } finally {
      this.#setBusy(id, false);
    }
  }

  /** Fetches what is due, unless another tab has done so; returns whether it tried. */
  async #renewAlone(id: string, wanted: Wanted): Promise<boolean> {
    const stored = (await this.parts.people.all()).find((one) => one.id === id);
    if (stored === undefined) {
      this.#profiles.delete(id);
      this.#changed();
      return false;
    }
    const profile = await this.#read(stored);
    const isEarly =
      (wanted === "by-schedule" && (await this.#isPausing(profile))) || (await this.#room.mustWait(stored));
    const person = isEarly ? stored : await this.#today(stored);
    const due = await this.#due(person, wanted);
    if (isEarly || due.days.length === 0) {
      this.#setFetching(profile);
      return false;
    }
    const after = await this.#fetch(person, due);
    // The person may have been removed while the service was answering.
    if (this.#profiles.has(id)) {
      await this.parts.people.put(after);
      this.#setFetching(await this.#read(after));
    }
    return true;
  }

  /**
   * The keys are stored before they are sent: after a lost answer the same request is made again and gets the same
   * passes.
   */
  async #fetch(person: Person, { days, urgent }: Due): Promise<Person> {
    const { id, subject, name, waiting } = person;
    const { wallet, people, client, partner } = this.parts;
    const timer = this.#timer(person.timer);
    const note = (event: RequestEvent) => timer.note(event, wallet.clock.now());
    try {
      const ticket = waiting?.queue.ticket;
      const request = await wallet.prepareRequest(id, days, ticket === undefined ? {} : { ticket });
      const assertion = await partner.assertion(subject, request.digest);
      await note({ what: "sent" });
      if (this.#profiles.has(id)) await people.put({ ...person, ...kept(await this.#lost(timer, urgent)) });
      await wallet.storeAnswer(id, await client.passes(assertion, request.body));
      await wallet.discardExpired(id);
      await this.#checkPasses(id);
      await note({ what: "answered" });
      return { id, subject, name, ...kept(timer) };
    } catch (error) {
      let problem = serviceProblemOf(error);
      if (queueAnswerOf(problem.code) === "join") {
        try {
          const { digest } = await wallet.prepareRequest(id, days);
          const joined = await this.#room.join(person, { days, digest }, problem.code);
          await note({ what: "answered" });
          return { id, subject, name, ...kept(timer), waiting: joined };
        } catch (failed) {
          problem = serviceProblemOf(failed);
        }
      }
      const { code, reason, retryAfter, trouble: decision } = problem;
      const nextTry = await note(decision === undefined ? { what: "failed", retryAfter, urgent } : { what: "refused" });
      const { trouble, eligibility } = decision === undefined ? person : problem;
      const place = waiting === undefined ? {} : { waiting };
      const said = { ...(trouble !== undefined && { trouble }), ...(eligibility !== undefined && { eligibility }) };
      return { id, subject, name, failure: { code, reason, nextTry }, ...kept(timer), ...place, ...said };
    }
  }

  async #checkAll(): Promise<void> {
    this.#isTrustNew = false;
    await this.parts.tabLock.exclusive(async () => {
      for (const { id } of this.all) await this.#checkPasses(id);
    });
    await this.#readAll();
  }

  /** Checks passes against the trust data; does nothing without trust data. */
  async #checkPasses(id: string): Promise<void> {
    await this.parts.wallet.renewal(id).catch(() => undefined);
  }

  /** One after the other: an older read must not overwrite a newer one. */
  #readAll(): Promise<void> {
    const read = this.#reading.then(() => this.#readNow());
    this.#reading = read.catch(() => undefined);
    return read;
  }

  async #readNow(): Promise<void> {
    const people = await this.parts.people.all();
    const read = await Promise.all(people.map((person) => this.#read(person)));
    this.#profiles = new Map(
      read.map((profile) => [profile.id, { ...profile, busy: this.#profiles.get(profile.id)?.busy ?? false }]),
    );
    this.#changed();
  }

  async #read(person: Person): Promise<Profile> {
    const { wallet } = this.parts;
    await this.#room.know(person);
    const holder = (await wallet.holders()).find(({ id }) => id === person.id);
    return { ...person, label: holder?.label ?? "", passes: await wallet.passes(person.id), busy: false };
  }

  async #forget(id: string): Promise<void> {
    await this.parts.wallet.deleteHolder(id);
    await this.parts.people.remove(id);
    await this.#room.know({ id });
  }

  /** The timer as it stands if the end of a request is never learned: the page is closed, or the phone switched off. */
  async #lost({ text }: RequestTimer, urgent: boolean): Promise<RequestTimer> {
    const lost = this.#timer(text);
    await lost.note({ what: "failed", urgent }, this.parts.wallet.clock.now());
    return lost;
  }

  #timer(text?: string): RequestTimer {
    return new RequestTimer(this.parts.engine, text, this.parts.random);
  }

  #setBusy(id: string, busy: boolean): void {
    const profile = this.#profiles.get(id);
    if (profile !== undefined) this.#set({ ...profile, busy });
  }

  /** As it was read, while passes are still being fetched. */
  #setFetching(profile: Profile): void {
    this.#set({ ...profile, busy: true });
  }

  #set(profile: Profile): void {
    this.#profiles.set(profile.id, profile);
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

/** What is stored of a timer. */
function kept({ text }: RequestTimer): Pick<Person, "timer"> {
  return text === undefined ? {} : { timer: text };
}
