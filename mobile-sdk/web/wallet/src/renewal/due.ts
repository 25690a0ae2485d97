import type { IssuedPass } from "@haetae/sdk";
import { daysFrom } from "./days.js";

/** What to ask the service for, and how much it matters. */
export interface Due {
  /** The days to ask for; empty where nothing is due. */
  days: string[];
  /** Whether there is nothing to show now. */
  urgent: boolean;
}

/** What counts of somebody. */
export interface Renewable {
  passes: readonly IssuedPass[];
  /** When to ask for more, in seconds since 1970. */
  refreshAfter: number;
}

/** What is due for somebody at `now` (seconds since 1970). `spoilt` are days whose passes no door takes any more. */
export function dueFor({ passes, refreshAfter }: Renewable, now: number, zone: string, spoilt: readonly string[] = []): Due {
  const good = passes.filter((pass) => Date.parse(pass.expires) / 1000 > now && !spoilt.includes(pass.day));
  const lacking = daysFrom(now, zone).filter((day) => !good.some((pass) => pass.day === day));
  const urgent = !good.some((pass) => Date.parse(pass.not_before) / 1000 <= now);
  if (urgent || spoilt.length > 0 || now >= refreshAfter) return { days: lacking, urgent };
  return { days: [], urgent };
}
