import { type Clock, type Engine, type QueueKept, type QueuePlace, QueueWatch, type Random } from "@haetae/sdk";
import type { Client } from "../service/client.js";
import { type Reason, ServiceProblem, serviceProblemOf } from "../service/problem.js";

/** What is stored of somebody who waits: any tab, and the next start, go on from it. */
export interface Waiting {
  /** The ticket, and the last notice. */
  queue: QueueKept;
  /** The days of the request whose keys the ticket is for. */
  days: string[];
  /** How many people were before them at first: what the bar on the screen begins with. */
  first?: number;
  /** Whether an earlier turn passed unused. */
  again?: true;
}

/** Somebody who may wait. */
export interface Visitor {
  id: string;
  waiting?: Waiting;
}

export interface WaitingRoomParts {
  engine: Pick<Engine, "queueSeen" | "queuePause">;
  client: Pick<Client, "queue" | "join">;
  clock: Clock;
  random?: Random | undefined;
}

/**
 * The places of the people of this phone in the waiting room. One notice is read for all of them, and what was read is
 * stored with each. Nothing here depends on the phone's clock.
 */
export class WaitingRoom {
  readonly #watches = new Map<string, QueueWatch>();
  /** When the notice is read next, in milliseconds of the monotonic clock. */
  #next = 0;
  #unread: Reason | undefined;

  constructor(private readonly parts: WaitingRoomParts) {}

  /** Why the last notice could not be read; `undefined` if it was. */
  get unread(): Reason | undefined {
    return this.#unread;
  }

  /** Whether the notice should be read now. */
  get isDue(): boolean {
    return this.parts.clock.monotonic() >= this.#next;
  }

  /** The notice is due: the network is back, for instance. */
  hurry(): void {
    this.#next = 0;
  }

  /** Takes over what is stored: another tab may have joined, or read a newer notice. */
  async know({ id, waiting }: Visitor): Promise<void> {
    if (waiting === undefined) {
      this.#watches.delete(id);
      return;
    }
    const { ticket, notice } = waiting.queue;
    const known = this.#watches.get(id);
    if (known === undefined || known.kept.ticket !== ticket) {
      const watch = this.#watch(waiting.queue);
      // A notice that another version has stored may be of another form: the next one is read anew.
      const isRead = await watch.place().then(
        () => true,
        () => false,
      );
      this.#watches.set(id, isRead || ticket === undefined ? watch : this.#watch({ ticket }));
    } else if (notice !== undefined && notice.made !== known.kept.notice?.made) {
      await known.read(notice);
      this.#unread = undefined;
      this.#next = Math.max(this.#next, this.parts.clock.monotonic() + (await known.nextRead()));
    }
  }

  /** The place of somebody who waits, by the last notice; `undefined` if there is none. */
  async place(id: string): Promise<QueuePlace | undefined> {
    return this.#watches.get(id)?.place();
  }

  /** Whether it is clear that somebody is not let in yet: the service need not be asked for passes. */
  async mustWait({ id, waiting }: Visitor): Promise<boolean> {
    if (waiting === undefined) return false;
    const place = await this.place(id);
    return place === undefined || ["not_open", "waiting", "paused"].includes(place.place);
  }

  /**
   * Joins with the holder keys of a request, whose place it is then. `code` is why the service wants it. Fails with a
   * problem of the service if nobody is taken in.
   */
  async join(visitor: Visitor, { days, digest }: { days: string[]; digest: string }, code: string): Promise<Waiting> {
    const notice = await this.parts.client.queue();
    if (notice.room === undefined) throw new ServiceProblem("queue_closed", "failed");
    const { ticket } = await this.parts.client.join(notice.room.number, digest);
    const watch = this.#watch({});
    watch.joined(ticket);
    await genuine(watch.read(notice));
    this.#watches.set(visitor.id, watch);
    this.#next = this.parts.clock.monotonic() + (await watch.nextRead());
    const hadTurn = code === "queue_expired" || visitor.waiting?.again === true;
    return withFirst({ queue: watch.kept, days, ...(hadTurn && { again: true as const }) }, await watch.place());
  }

  /** Reads the notice for those who wait. Returns what is to be stored of each; nothing if it could not be read. */
  async look(visitors: readonly Visitor[]): Promise<[id: string, waiting: Waiting][]> {
    const watched = visitors.flatMap(({ id, waiting }) => {
      const watch = this.#watches.get(id);
      return watch === undefined || waiting === undefined ? [] : [{ id, waiting, watch }];
    });
    try {
      const notice = await this.parts.client.queue();
      for (const { watch } of watched) await genuine(watch.read(notice));
      this.#pause(await Promise.all(watched.map(({ watch }) => watch.nextRead())));
      this.#unread = undefined;
      return await Promise.all(
        watched.map(async ({ id, waiting, watch }): Promise<[string, Waiting]> => {
          return [id, withFirst({ ...waiting, queue: watch.kept }, await watch.place())];
        }),
      );
    } catch (error) {
      const { reason, retryAfter } = serviceProblemOf(error);
      this.#pause(await Promise.all(watched.map(({ watch }) => watch.failed(retryAfter))));
      this.#unread = reason;
      return [];
    }
  }

  /** One notice is for all: the first who wants one decides. */
  #pause(pauses: readonly number[]): void {
    if (pauses.length > 0) this.#next = this.parts.clock.monotonic() + Math.min(...pauses);
  }

  #watch(kept: QueueKept): QueueWatch {
    const { engine, clock, random } = this.parts;
    return new QueueWatch(engine, { kept, clock, ...(random !== undefined && { random }) });
  }
}

/** What cannot be read did not come from the service. */
async function genuine(read: Promise<void>): Promise<void> {
  await read.catch(() => {
    throw new ServiceProblem("portal", "portal");
  });
}

/** The same with the people who were before them at first, once that is known. */
function withFirst(waiting: Waiting, place: QueuePlace | undefined): Waiting {
  const people = place?.place === "waiting" ? place.people : undefined;
  return people === undefined ? waiting : { first: people, ...waiting };
}
