import type * as Present from "../../wasm/present/present.js";
import type * as Scan from "../../wasm/scan/scan.js";
import type { Moment } from "../clock.js";
import type { QueueSeen } from "../queue/place.js";
import type { LastContact } from "../storage/wallet-storage.js";
import type { Choice, Coverage, Due, Held } from "../wallet/holding.js";
import type { OutlookOrWhy } from "../wallet/outlook.js";
import type { ClockState, PhoneTime, TimeTrust } from "../wallet/phone-time.js";
import type { Renewal } from "../wallet/renewal.js";
import type { RequestEvent, RequestTimerState } from "../wallet/request-event.js";
import { required } from "./required.js";

/**
 * What the WebAssembly does with a phone's own clock and passes. Its clocks are the page's, given with each call; of
 * whom it knows only the person's `holder`.
 */
export interface PhoneCore {
  /** Starts the phone's clock, with what was stored of the last contact. */
  openClock(now: Moment, last: LastContact | undefined): void;
  /** Learns the service's time (seconds since 1970) from an answer that has just arrived; returns what to store. */
  learnTime(server: number, now: Moment): LastContact;
  phoneTime(now: Moment): PhoneTime;
  /**
   * Takes what is stored for a person, in the place of what it knew. Returns the texts of the passes that can be
   * presented, by day; a text that holds none counts as a day without a pass.
   */
  hold(holder: string, held: Held): string[];
  /** Forgets a person. */
  drop(holder: string): void;
  /** Checks a person's passes against the data in force, and remembers the result: in the order of `hold`. */
  renew(holder: string, now: Moment, seed: bigint): Renewal;
  /** The pass to show now, and the time that it is shown at. */
  toShow(holder: string, now: Moment): { choice: Choice; time: PhoneTime };
  coverage(holder: string, now: Moment): Coverage;
  /** Where a person's pass is good, by the rules in force. */
  outlook(holder: string, now: Moment): OutlookOrWhy;
  /** The same for the text of a paper pass; `undefined` if it holds none. */
  paperOutlook(text: string, now: Moment): OutlookOrWhy | undefined;
  /** What to ask for, of `count` days from `today` on; `asked` if the owner wants it now. */
  due(holder: string, today: string, count: number, now: Moment, asked: boolean): Due;
  /** The days whose key, and pass, may be deleted. */
  discardable(holder: string, now: Moment): string[];
  /**
   * What a timer of requests is after an event at the time `now` (seconds since 1970), or without one. A `text` that is
   * none of a timer counts as none: a new timer. The seed differs from phone to phone.
   */
  requestTimer(text: string | undefined, event: RequestEvent | undefined, now: number, seed: bigint): RequestTimerState;
  /**
   * What somebody with this ticket sees of the waiting room by a notice (the text of `GET /v1/queue`) that arrived
   * `age` seconds ago. `trail` is what was returned for the notice before. Throws if the notice or the ticket is none.
   */
  queueSeen(notice: string, ticket: string | undefined, age: number | undefined, trail: string | undefined): QueueSeen;
  /** After how many milliseconds to read the notice again, after so many failures in a row. */
  queuePause(pollAfter: number, failures: number, retryAfter: number | undefined, random: bigint): number;
}

type PhoneBindings = Partial<Pick<typeof Scan, "paperOutlook" | "PhoneClock" | "RequestTimer" | "Wallet">> &
  QueueBindings;
/** Of the waiting room; a scanner has none of it. */
export type QueueBindings = Partial<Pick<typeof Present, "queuePause" | "queueSeen">>;

/** A phone over loaded WebAssembly, beside its scanner, if that is open. */
export function phoneCoreOf(wasm: PhoneBindings, scanner: () => Scan.Scanner | undefined): PhoneCore {
  let clock: Scan.PhoneClock | undefined;
  const people = new Map<string, Scan.Wallet>();
  const opened = (): Scan.PhoneClock => {
    if (clock === undefined) throw new Error("the phone's clock has not been started");
    return clock;
  };
  const of = (holder: string): Scan.Wallet => {
    const person = people.get(holder);
    if (person === undefined) throw new Error("nothing is held for this person");
    return person;
  };
  const openScanner = (): Scan.Scanner => {
    const open = scanner();
    if (open === undefined) throw new Error("the scanner has not been opened");
    return open;
  };
  /** By the data of the scanner; without one there are no rules. */
  const byRules = <T>(look: (scanner: Scan.Scanner) => T): T | OutlookOrWhy => {
    const open = scanner();
    return open === undefined ? { why: "no_rules" } : look(open);
  };
  const drop = (holder: string): void => {
    people.get(holder)?.free();
    people.delete(holder);
  };
  /** With the time at a moment, which the WebAssembly keeps until then. */
  const at = <T>({ wall, monotonic }: Moment, work: (time: Scan.PhoneTime) => T): T =>
    freed(opened().time(wall, monotonic), work);

  return {
    openClock: ({ wall, monotonic }, last) => {
      const opening = new (required(wasm.PhoneClock, "present"))(wall, monotonic, last?.server, last?.behind);
      clock?.free();
      clock = opening;
    },
    learnTime: (server, { wall, monotonic }) => ({ server, behind: opened().learn(server, wall, monotonic) }),
    phoneTime: (now) => at(now, plain),
    hold: (holder, { planned, asked, strips }) => {
      const person = new (required(wasm.Wallet, "present"))(planned, asked);
      const passes = strips.flatMap(({ day, qr }) => (person.add(numberOf(day), qr) && qr !== undefined ? [qr] : []));
      drop(holder);
      people.set(holder, person);
      return passes;
    },
    drop,
    renew: (holder, now, seed) => at(now, (time) => JSON.parse(of(holder).renew(openScanner(), time, seed)) as Renewal),
    toShow: (holder, now) =>
      at(now, (time) => ({
        choice: choiceOf(of(holder).toShow(time)),
        time: freed(of(holder).timeToShow(time), plain),
      })),
    coverage: (holder, now) =>
      at(now, (clock) => {
        const person = of(holder);
        const choice = choiceOf(person.toShow(clock));
        return freed(person.timeToShow(clock), (time) => ({
          time: plain(time),
          until: person.coveredUntil(time, false),
          nothing: "why" in choice ? choice.why : undefined,
        }));
      }),
    outlook: (holder, now) =>
      at(now, (time) => byRules((open) => JSON.parse(of(holder).outlook(open, time)) as OutlookOrWhy)),
    paperOutlook: (text, now) =>
      at(now, (time) =>
        byRules((open) => {
          const json = required(wasm.paperOutlook, "present")(open, text, time);
          return json === undefined ? undefined : (JSON.parse(json) as OutlookOrWhy);
        }),
      ),
    due: (holder, today, count, now, asked) =>
      at(now, (time) =>
        freed(of(holder).due(numberOf(today), count, time, asked), ({ days, urgent }) => ({
          days: Array.from(days, textOf),
          urgent,
        })),
      ),
    discardable: (holder, now) => at(now, (time) => Array.from(of(holder).discardable(time), textOf)),
    requestTimer: (text, event, now, seed) =>
      freed(new (required(wasm.RequestTimer, "present"))(seed, text), (timer) => {
        const next = timer.note(numberOfEvent(event), now, event?.what === "failed" ? event.retryAfter : undefined);
        return { text: timer.text(), next };
      }),
    queueSeen: (notice, ticket, age, trail) =>
      JSON.parse(required(wasm.queueSeen, "present")(notice, ticket, age, trail)) as QueueSeen,
    queuePause: (pollAfter, failures, retryAfter, random) =>
      required(wasm.queuePause, "present")(pollAfter, failures, retryAfter, random),
  };
}

/** The number of an event in the core's bindings; that of none without one. */
function numberOfEvent(event: RequestEvent | undefined): number {
  if (event === undefined) return 255;
  if (event.what === "failed") return event.urgent ? 4 : 3;
  return { sent: 0, answered: 1, refused: 2 }[event.what];
}

/** With a value of the WebAssembly, which is freed afterwards. */
function freed<V extends { free(): void }, T>(value: V, work: (value: V) => T): T {
  try {
    return work(value);
  } finally {
    value.free();
  }
}

const DAY = 86_400_000;

/** A civil day (`YYYY-MM-DD`) in days since 1970-01-01. */
function numberOf(day: string): number {
  const number = Date.parse(`${day}T00:00:00Z`) / DAY;
  if (Number.isNaN(number)) throw new Error(`${JSON.stringify(day)} is not a day`);
  return number;
}

function textOf(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

function choiceOf(json: string): Choice {
  const choice = JSON.parse(json) as Exclude<Choice, { day: string }> | { day: number; made: number; next: number };
  return "day" in choice ? { ...choice, day: textOf(choice.day) } : choice;
}

function plain({ now, trust, state, behind, correction, earliest }: Scan.PhoneTime): PhoneTime {
  return { now, trust: trust as TimeTrust, state: state as ClockState, behind, correction, earliest };
}
