import type { OutlookOrWhy, PhoneTime } from "@haetae/sdk";

/** An outlook is made again after this many seconds, and when one of its times has come. */
const AGAIN = 60;

/** A result, and the clock by which it was made. */
export interface Looked {
  outlook: OutlookOrWhy | undefined;
  at: Pick<PhoneTime, "now" | "state">;
}

/** Whether an outlook must be made again: a time in it has come, a minute is over, or the clock was set. */
export function isOutdated({ outlook, at }: Looked, time: Pick<PhoneTime, "now" | "state">): boolean {
  if (time.state !== at.state || time.now < at.now || time.now >= at.now + AGAIN) return true;
  if (outlook === undefined || "why" in outlook) return false;
  const times = outlook.policies.flatMap(({ asked, good }) => [asked, good?.from, good?.until]);
  return times.some((seconds) => seconds !== undefined && at.now < seconds && seconds <= time.now);
}
