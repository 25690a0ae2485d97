import type { Evidence, OutlookOrWhy, RuleTexts } from "@haetae/sdk";

/** What the owner is reminded of: places where a pass is good until a time, and not after it. */
export interface Reminder {
  /** In seconds since 1970. */
  until: number;
  places: { id: string; name: RuleTexts }[];
}

/** What to do before the end: the next dose, a new test, or wait for any other record. */
export type NextRecord = { kind: "dose"; dose: number } | { kind: "test" } | { kind: "record" };

const KEY = "haetae-wallet-reminders";
/** More than a phone has reminders at once. */
const MOST_STORED = 200;

type Store = Pick<Storage, "getItem" | "setItem">;

/** The reminders of a pass that were not dismissed, those of one end together, the earliest first. */
export function remindersOf(
  outlook: OutlookOrWhy | undefined,
  pass: string,
  storage: Store = localStorage,
): Reminder[] {
  if (outlook === undefined || "why" in outlook) return [];
  const dismissed = new Set(stored(storage));
  const byEnd = new Map<number, Reminder>();
  for (const { id, name, ends_soon: until } of outlook.policies) {
    if (until === undefined || dismissed.has(keyOf(pass, id, until))) continue;
    const reminder = byEnd.get(until) ?? { until, places: [] };
    reminder.places.push({ id, name });
    byEnd.set(until, reminder);
  }
  return [...byEnd.values()].sort((left, right) => left.until - right.until);
}

/** Stores that a reminder was dismissed. If the end changes, there is a new one. */
export function dismiss({ until, places }: Reminder, pass: string, storage: Store = localStorage): void {
  const keys = [...stored(storage), ...places.map(({ id }) => keyOf(pass, id, until))];
  try {
    storage.setItem(KEY, JSON.stringify([...new Set(keys)].slice(-MOST_STORED)));
  } catch {
    // Full, or not allowed: it is shown again.
  }
}

/** The record that would change the answer, by what the newest pass attests. */
export function nextRecord(evidence: readonly Evidence[]): NextRecord {
  const doses = evidence.flatMap((piece) => (piece.kind === "vaccination" ? [piece.doses] : []));
  if (doses.length > 0) return { kind: "dose", dose: Math.max(...doses) + 1 };
  return evidence.some(({ kind }) => kind === "test") ? { kind: "test" } : { kind: "record" };
}

function keyOf(pass: string, id: string, until: number): string {
  return `${pass} ${id} ${until}`;
}

function stored(storage: Store): string[] {
  try {
    const value: unknown = JSON.parse(storage.getItem(KEY) ?? "[]");
    return Array.isArray(value) ? value.filter((key) => typeof key === "string") : [];
  } catch {
    return [];
  }
}
