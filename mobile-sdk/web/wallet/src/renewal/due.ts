import { type HeldPass, isRefused } from "@haetae/sdk";
import { daysFrom } from "./days.js";

/** What to ask the service for, and how urgent it is. */
export interface Due {
  /** The days to ask for; empty where nothing is due. */
  days: string[];
  /** Whether there is no pass to show now that scanners accept. */
  urgent: boolean;
}

/** What counts of a pass. */
export type Renewed = Pick<HeldPass, "day" | "not_before" | "expires" | "own">;

/** What matters of a profile. */
export interface Renewable {
  passes: readonly Renewed[];
  /** When to renew, in seconds since 1970: as the service said, or earlier if the core found a refused pass. */
  refreshAfter: number;
}

/**
 * What is due for a profile at `now` (seconds since 1970). Passes that scanners refuse are replaced at the time that
 * the core named: phones whose key was withdrawn do not all come at once. A profile without passes does not wait, and
 * neither does `asked`.
 */
export function dueFor({ passes, refreshAfter }: Renewable, now: number, zone: string, asked = false): Due {
  const lasting = passes.filter(({ expires }) => Date.parse(expires) / 1000 > now);
  const good = lasting.filter(isGood);
  const begun = ({ not_before }: Renewed) => Date.parse(not_before) / 1000 <= now;
  const urgent = !good.some(begun);
  if (!asked && lasting.some(begun) && now < refreshAfter) return { days: [], urgent };
  return { days: daysFrom(now, zone).filter((day) => !good.some((pass) => pass.day === day)), urgent };
}

/** Whether scanners accept a pass until it ends. */
function isGood({ own }: Renewed): boolean {
  return own === undefined || own.standing === "good";
}

/** Passes that scanners accept at `now`. */
export function acceptedAt<P extends Renewed>(passes: readonly P[], now: number): P[] {
  return passes.filter(({ own }) => own === undefined || !isRefused(own, now));
}
