import type { ReceiveProgress } from "@haetae/sdk";

/** Without a code for this many milliseconds, the other screen is out of sight. */
const LOST_MILLISECONDS = 4_000;
/** Without a code for this many, it is given up. The codes received so far are kept. */
const GIVE_UP_MILLISECONDS = 60_000;
/** Cancelled codes are ignored until none was in view for this many. */
const IGNORE_MILLISECONDS = 5_000;
/** A good result disappears after this many. */
const GOOD_NEWS_MILLISECONDS = 20_000;
/** A pause between two codes counts as this many at most. */
const MAX_BETWEEN = 1_000;
/** How many codes are enough to estimate the pace. */
const ENOUGH_FOR_A_PACE = 5;

/** How it ended: the outcome of the wire format for the bundle, or why there is none. */
export type Ending = NonNullable<ReceiveProgress["outcome"]> | "too_large" | "training" | "failed";

/** The state of receiving codes from another scanner's screen. Times are milliseconds of a monotonic clock. */
export type Receiving =
  /** Nothing is running; codes are ignored until `ignoreUntil`. */
  | { readonly kind: "none"; readonly ignoreUntil: number }
  /** Waiting for a series, and nothing is in view yet. */
  | { readonly kind: "asked"; readonly last: number }
  | InProgress
  | { readonly kind: "over"; readonly ending: Ending; readonly last: number };

interface InProgress {
  readonly kind: "receiving";
  readonly received: number;
  readonly needed: number;
  /** When the last code was seen. */
  readonly last: number;
  /** Milliseconds with codes in view, and how many new ones came in that time. */
  readonly active: number;
  readonly came: number;
  readonly note: null | "lost" | "another" | "damaged";
}

export const NOT_RECEIVING: Receiving = { kind: "none", ignoreUntil: Number.NEGATIVE_INFINITY };

export type ReceivingEvent =
  | { readonly kind: "asked"; readonly at: number }
  /** A code was read, with this result. */
  | { readonly kind: "code"; readonly reception: ReceiveProgress; readonly at: number }
  /** A code was read that is ignored now. */
  | { readonly kind: "passed"; readonly at: number }
  /** It cannot continue. */
  | { readonly kind: "ended"; readonly ending: Ending; readonly at: number }
  /** The user cancels, or has read the result. */
  | { readonly kind: "dismissed"; readonly at: number }
  | { readonly kind: "tick"; readonly at: number };

/** The state after an event. The same object if nothing changes. */
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

/** Whether codes are ignored at this time. */
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

/** The progress from 0 to 1. The last hundredth waits for the complete series. */
export function share(state: Receiving): number {
  if (state.kind === "over") return 1;
  return state.kind === "receiving" ? Math.min(0.99, state.received / Math.max(1, state.needed)) : 0;
}

/** How many more seconds it takes at the pace so far; `null` if that is not known yet. */
export function secondsToComplete(state: Receiving): number | null {
  if (state.kind !== "receiving" || state.note === "lost" || state.came < ENOUGH_FOR_A_PACE || state.active === 0)
    return null;
  const missing = Math.max(1, state.needed - state.received);
  return Math.max(1, Math.round((missing * state.active) / state.came / 1_000));
}

/** Whether no action is needed. */
export function isGoodNews(ending: Ending): boolean {
  return ending === "taken" || ending === "unchanged" || ending === "rollback" || ending === "training";
}

function withCode(state: Receiving, { taken, received, needed, outcome }: ReceiveProgress, at: number): Receiving {
  if (outcome !== undefined) return { kind: "over", ending: outcome, last: at };
  const before = state.kind === "receiving" ? state : null;
  switch (taken) {
    case "new":
    case "known": {
      // The first code of another series: the codes of the one before no longer count.
      const goesOn = before !== null && received > 1;
      const passed = before ? Math.min(at - before.last, MAX_BETWEEN) : 0;
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
