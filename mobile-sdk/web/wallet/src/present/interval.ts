import { LIVE_SECONDS as INTERVAL_SECONDS } from "@haetae/sdk";

export { INTERVAL_SECONDS };

/** How many whole seconds are left of a code that was signed at `signed`; 0 once its time is over. */
export function secondsLeft(signed: number, now: number): number {
  return Math.max(0, Math.min(INTERVAL_SECONDS, Math.ceil(signed + INTERVAL_SECONDS - now)));
}

/** Whether a code must be replaced: it has expired, or the clock was set back. */
export function isDue(signed: number | undefined, now: number): boolean {
  return signed === undefined || now >= signed + INTERVAL_SECONDS || now < signed - 1;
}
