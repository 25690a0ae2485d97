import { LIVE_SECONDS as PERIOD } from "@haetae/sdk";

export { PERIOD };

/** How many whole seconds are left of a code that was signed at `signed`; 0 once its time is over. */
export function secondsLeft(signed: number, now: number): number {
  return Math.max(0, Math.min(PERIOD, Math.ceil(signed + PERIOD - now)));
}

/** Whether a code must be replaced: its time is over, or the clock went back behind it. */
export function isDue(signed: number | undefined, now: number): boolean {
  return signed === undefined || now >= signed + PERIOD || now < signed - 1;
}
