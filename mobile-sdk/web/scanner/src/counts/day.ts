import type { Outcome, Verdict } from "@haetae/sdk";
import { civilDate } from "../messages/time";

const KEY = "haetae-scanner-counts";

/** In the order in which they are shown. */
export const OUTCOMES: readonly Outcome[] = ["admit", "refuse", "unclear"];

/** How often a verdict occurred. */
export interface Count {
  readonly outcome: Outcome;
  /** `admit`, or the code of the wire format's section 10. */
  readonly code: string;
  readonly count: number;
}

/** The verdicts of a civil day by hour. Only numbers, nothing about a person. */
export interface DayCounts {
  readonly day: string;
  /** By the hour, 0 to 23. */
  readonly hours: Readonly<Record<number, readonly Count[]>>;
}

/**
 * The counts after a verdict at a time in milliseconds since 1970. A pass that is shown twice within minutes counts
 * once.
 */
export function counted(counts: DayCounts, verdict: Verdict, at: number): DayCounts {
  const day = civilDate(at);
  const hours = counts.day === day ? counts.hours : {};
  if (verdict.warnings.includes("seen_before")) return { day, hours };
  const hour = new Date(at).getHours();
  const before = hours[hour] ?? [];
  const { outcome, code } = verdict;
  const count = 1 + (before.find((one) => one.code === code)?.count ?? 0);
  return { day, hours: { ...hours, [hour]: [...before.filter((one) => one.code !== code), { outcome, code, count }] } };
}

/** How often an outcome occurred on the day, or in one of its hours. */
export function total({ hours }: DayCounts, outcome: Outcome, hour?: number): number {
  const wanted = hour === undefined ? Object.values(hours).flat() : (hours[hour] ?? []);
  return wanted.reduce((sum, one) => sum + (one.outcome === outcome ? one.count : 0), 0);
}

/** The stored counts of a day; no other day is stored. */
export function loadCounts(storage: Storage | null, day: string): DayCounts {
  try {
    const kept = JSON.parse(storage?.getItem(KEY) ?? "null") as Partial<DayCounts> | null;
    if (kept?.day !== day || typeof kept.hours !== "object" || kept.hours === null) return { day, hours: {} };
    const entries = Object.entries(kept.hours).filter(
      ([hour, counts]) => Number(hour) in HOURS && Array.isArray(counts) && counts.every(isCount),
    );
    return { day, hours: Object.fromEntries(entries) };
  } catch {
    // Damaged or not ours: the day starts from zero.
    return { day, hours: {} };
  }
}

/** Stores the counts. */
export function saveCounts(storage: Storage | null, counts: DayCounts): void {
  try {
    storage?.setItem(KEY, JSON.stringify(counts));
  } catch {
    // As with the settings.
  }
}

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

function isCount(value: unknown): value is Count {
  const { outcome, code, count } = (value ?? {}) as Record<string, unknown>;
  return (
    OUTCOMES.some((known) => known === outcome) &&
    typeof code === "string" &&
    /^[a-z_]{1,40}$/.test(code) &&
    Number.isSafeInteger(count) &&
    Number(count) > 0
  );
}
