import { isRefused, type HeldPass } from "@haetae/sdk";
import { daysFrom } from "./days.js";

/** What to ask the service for, and how much it matters. */
export interface Due {
  /** The days to ask for; empty where nothing is due. */
  days: string[];
  /** Whether there is nothing to show now that doors take. */
  urgent: boolean;
}

/** What counts of a pass. */
export type Renewed = Pick<HeldPass, "day" | "not_before" | "expires" | "own">;

/** What counts of somebody. */
export interface Renewable {
  passes: readonly Renewed[];
  /** When to ask for more, in seconds since 1970: as the service named it, or earlier where the core found a pass that is refused. */
  refreshAfter: number;
}

/**
 * What is due for somebody at `now` (seconds since 1970). Passes that doors refuse are replaced at the time that the core named: phones
 * whose key was withdrawn do not all come at once. Who has no pass at all does not wait, and `asked` is not kept waiting either.
 */
export function dueFor({ passes, refreshAfter }: Renewable, now: number, zone: string, asked = false): Due {
  const lasting = passes.filter(({ expires }) => Date.parse(expires) / 1000 > now);
  const good = lasting.filter(isGood);
  const begun = ({ not_before }: Renewed) => Date.parse(not_before) / 1000 <= now;
  const urgent = !good.some(begun);
  if (!asked && lasting.some(begun) && now < refreshAfter) return { days: [], urgent };
  return { days: daysFrom(now, zone).filter((day) => !good.some((pass) => pass.day === day)), urgent };
}

/** Whether doors take a pass until it ends. */
function isGood({ own }: Renewed): boolean {
  return own === undefined || own.standing === "good";
}

/** Passes that doors do not refuse at `now`. */
export function unrefused<P extends Renewed>(passes: readonly P[], now: number): P[] {
  return passes.filter(({ own }) => own === undefined || !isRefused(own, now));
}
