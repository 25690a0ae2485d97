import type { ReceiveProgress } from "@haetae/sdk";

/** Without a code for so many milliseconds, the other screen is out of sight. */
export const LOST_MILLISECONDS = 4_000;
/** Without a code for so many, nobody is at it any more. What was received is kept all the same. */
export const GIVE_UP_MILLISECONDS = 60_000;
/** Codes that nobody wants are passed over until none was in view for so many. */
export const IGNORE_MILLISECONDS = 5_000;
/** Good news goes by itself after so many. */
export const GOOD_NEWS_MILLISECONDS = 20_000;
/** A pause between two codes counts as so many at the most. */
const MOST_BETWEEN = 1_000;
/** So many codes say how fast they come. */
const ENOUGH_FOR_A_PACE = 5;

/** What ends it: the word of the wire format for the bundle, or why none came. */
export type Ending = NonNullable<ReceiveProgress["outcome"]> | "too_large" | "training" | "failed";

/** How it stands with the codes of another scanner's screen. Times are milliseconds of a clock that never jumps. */
export type Receiving =
  /** Nothing is under way; codes are passed over until `quietUntil`. */
  | { readonly kind: "none"; readonly ignoreUntil: number }
  /** Somebody wants to receive, and nothing is in view yet. */
  | { readonly kind: "asked"; readonly last: number }
  | InProgress
  | { readonly kind: "over"; readonly ending: Ending; readonly last: number };

interface InProgress {
  readonly kind: "receiving";
  readonly received: number;
  readonly needed: number;
  /** When the last code was seen. */
  readonly last: number;
  /** Milliseconds with codes in view, and how many came in them. */
  readonly active: number;
  readonly came: number;
  readonly note: null | "lost" | "another" | "damaged";
}

export const NOT_RECEIVING: Receiving = { kind: "none", ignoreUntil: Number.NEGATIVE_INFINITY };

export type ReceivingEvent =
  | { readonly kind: "asked"; readonly at: number }
  /** A code was read, and this became of it. */
  | { readonly kind: "code"; readonly reception: ReceiveProgress; readonly at: number }
  /** A code was read that nobody wants now. */
  | { readonly kind: "passed"; readonly at: number }
  /** It cannot go on. */
  | { readonly kind: "ended"; readonly ending: Ending; readonly at: number }
  /** Somebody does not want it, or has read how it ended. */
  | { readonly kind: "dismissed"; readonly at: number }
  | { readonly kind: "tick"; readonly at: number };

/** How it stands after something happened. The same object where nothing changes. */
export function receivingAfter(state: Receiving, event: ReceivingEvent): Receiving {
  switch (event.kind) {
    case "asked":
      return state.kind === "receiving" ? state : { kind: "asked", last: event.at };
    case "code":
      return withCode(state, event.reception, event.at);
    case "passed":
      return state.kind === "none" ? { kind: "none", ignoreUntil: event.at + IGNORE_MILLISECONDS } : state;
    case "ended":
      return { kind: "over", ending: event.ending, last: event.at };
    case "dismissed":
      return state.kind === "none" ? state : { kind: "none", ignoreUntil: event.at + IGNORE_MILLISECONDS };
    case "tick":
      return timedOut(state, event.at);
  }
}

/** Whether codes are passed over at this time. */
export function isIgnoring(state: Receiving, at: number): boolean {
  return state.kind === "none" && at < state.ignoreUntil;
}

/** When the next tick is due, if nothing else happens; `null` for never. */
export function receivingTick(state: Receiving): number | null {
  switch (state.kind) {
    case "none":
      return null;
    case "asked":
      return state.last + GIVE_UP_MILLISECONDS;
    case "receiving":
      return state.last + (state.note === "lost" ? GIVE_UP_MILLISECONDS : LOST_MILLISECONDS);
    case "over":
      return isGoodNews(state.ending) ? state.last + GOOD_NEWS_MILLISECONDS : null;
  }
}

/** How much is here, from 0 to 1. The last hundredth waits for the whole. */
export function share(state: Receiving): number {
  if (state.kind === "over") return 1;
  return state.kind === "receiving" ? Math.min(0.99, state.received / Math.max(1, state.needed)) : 0;
}

/** How many seconds more it takes at the pace so far; `null` where nobody can tell yet. */
export function secondsToComplete(state: Receiving): number | null {
  if (state.kind !== "receiving" || state.note === "lost" || state.came < ENOUGH_FOR_A_PACE || state.active === 0)
    return null;
  const missing = Math.max(1, state.needed - state.received);
  return Math.max(1, Math.round((missing * state.active) / state.came / 1_000));
}

/** Whether nobody need do anything about it. */
export function isGoodNews(ending: Ending): boolean {
  return ending === "taken" || ending === "unchanged" || ending === "rollback" || ending === "training";
}

function withCode(state: Receiving, { taken, received, needed, outcome }: ReceiveProgress, at: number): Receiving {
  if (outcome !== undefined) return { kind: "over", ending: outcome, last: at };
  const before = state.kind === "receiving" ? state : null;
  switch (taken) {
    case "new":
    case "known": {
      // The first code of another series: what came of the one before does not count any more.
      const goesOn = before !== null && received > 1;
      const passed = before ? Math.min(at - before.last, MOST_BETWEEN) : 0;
      const came = Number(taken === "new");
      return {
        kind: "receiving",
        received,
        needed,
        last: at,
        active: goesOn ? before.active + passed : 0,
        came: goesOn ? before.came + came : 0,
        note: null,
      };
    }
    case "damaged":
      return {
        kind: "receiving",
        received: 0,
        needed: before?.needed ?? 0,
        last: at,
        active: 0,
        came: 0,
        note: "damaged",
      };
    case "another_series":
      return {
        kind: "receiving",
        received,
        needed,
        last: at,
        active: before?.active ?? 0,
        came: before?.came ?? 0,
        note: "another",
      };
    case "too_large":
      return before ? { ...before, note: "another" } : { kind: "over", ending: "too_large", last: at };
    default:
      return state;
  }
}

function timedOut(state: Receiving, at: number): Receiving {
  const due = receivingTick(state);
  if (due === null || at < due) return state;
  if (state.kind === "receiving" && state.note !== "lost") return { ...state, note: "lost" };
  return { kind: "none", ignoreUntil: state.kind === "over" ? at + IGNORE_MILLISECONDS : at };
}
