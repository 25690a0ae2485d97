import type { Verdict } from "@haetae/sdk";

const KEY = "haetae-scanner-count";

/** How many were admitted on a civil day. */
export interface DayCount {
  readonly day: string;
  readonly admitted: number;
}

/** The count after a verdict. Somebody who is shown twice within minutes is counted once. */
export function counted(count: DayCount, verdict: Verdict, day: string): DayCount {
  const today = count.day === day ? count : { day, admitted: 0 };
  const isNew = verdict.outcome === "admit" && !verdict.warnings.includes("seen_before");
  return isNew ? { day, admitted: today.admitted + 1 } : today;
}

/** The count of a day as this device keeps it. Nothing but the number is kept, and no other day. */
export function loadCount(storage: Storage | null, day: string): DayCount {
  try {
    const kept = JSON.parse(storage?.getItem(KEY) ?? "null") as Partial<DayCount> | null;
    const admitted = kept?.admitted;
    if (kept?.day === day && Number.isSafeInteger(admitted) && Number(admitted) >= 0) return { day, admitted: Number(admitted) };
  } catch {
    // Not ours or damaged: the day begins anew.
  }
  return { day, admitted: 0 };
}

/** Keeps the count. */
export function saveCount(storage: Storage | null, count: DayCount): void {
  try {
    storage?.setItem(KEY, JSON.stringify(count));
  } catch {
    // As with the settings.
  }
}
