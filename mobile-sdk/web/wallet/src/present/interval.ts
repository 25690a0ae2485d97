import type { LiveCode } from "@haetae/sdk";

/** When a code was made and when the next one is due, in seconds since 1970. */
type Made = Pick<LiveCode, "made" | "next">;

/** How many whole seconds are left of a code; 0 once its time is over. */
export function secondsLeft({ made, next }: Made, now: number): number {
  return Math.max(0, Math.min(next - made, Math.ceil(next - now)));
}

/** Whether a code must be replaced: its time is over, or the clock was set back. */
export function isDue(code: Made | undefined, now: number): boolean {
  return code === undefined || now >= code.next || now < code.made - 1;
}
