import type { Policy, PolicyList } from "@haetae/sdk";
import { daysUntil } from "../messages/time";

/** Why the chosen policy cannot be checked now. Every one of them makes checks unclear, in amber, never a refusal. */
export type PolicyProblem =
  /** No rules are in force. */
  | "missing"
  /** The rules in force are not readable here. */
  | "unreadable"
  /** They do not have the policy. */
  | "unknown"
  /** It begins later. */
  | "later"
  /** It has ended. */
  | "ended";

/** What changes today or tomorrow. */
export type ComingChange =
  /** The next policy of the same id takes its place. */
  | { readonly kind: "changes"; readonly at: number; readonly policy: Policy }
  /** It ends, and nothing follows at once. */
  | { readonly kind: "ends"; readonly at: number; readonly policy: Policy };

/** The venue's policy as of a time. */
export interface PolicyStanding {
  /** The chosen policy that counts now; without one, the one that the problem is about. */
  readonly policy: Policy | null;
  readonly problem: PolicyProblem | null;
  readonly coming: ComingChange | null;
}

/** Where a chosen policy stands at `now` (seconds since 1970), in the device's time zone or another. */
export function standingOf(list: PolicyList, id: string, now: number, zone?: string): PolicyStanding {
  if (list.rules !== "readable") return { policy: null, problem: list.rules, coming: null };
  const mine = list.policies.filter((policy) => policy.id === id).sort((one, two) => one.from - two.from);
  const current = mine.find(({ standing }) => standing === "current");
  const next = mine.find(({ standing }) => standing === "later");
  if (current) return { policy: current, problem: null, coming: comingOf(current, next, now, zone) };
  if (next) return { policy: next, problem: "later", coming: null };
  const last = mine.at(-1);
  return last ? { policy: last, problem: "ended", coming: null } : { policy: null, problem: "unknown", coming: null };
}

function comingOf(current: Policy, next: Policy | undefined, now: number, zone?: string): ComingChange | null {
  const isNear = (time: number) => daysUntil(time, now, zone) <= 1;
  if (current.until === null || !isNear(current.until)) return null;
  return next && next.from === current.until
    ? { kind: "changes", at: next.from, policy: next }
    : { kind: "ends", at: current.until, policy: current };
}

/** The next second after `now` at which a policy begins or ends; `null` if none does. */
export function nextChange({ policies }: PolicyList, now: number): number | null {
  const later = policies.flatMap(({ from, until }) => [from, until ?? 0]).filter((time) => time > now);
  return later.length === 0 ? null : Math.min(...later);
}

/** What staff can choose: one policy of each id, the current one or else the next; ended ones are gone. */
export function choices({ policies }: PolicyList): Policy[] {
  const byId = new Map<string, Policy>();
  for (const policy of [...policies].sort((one, two) => one.from - two.from)) {
    // In the order of time: what is current comes before what is later.
    if (policy.standing !== "ended" && !byId.has(policy.id)) byId.set(policy.id, policy);
  }
  return [...byId.values()];
}

/** The policies that begin later, the first first. */
export function laterPolicies({ policies }: PolicyList): Policy[] {
  return policies.filter(({ standing }) => standing === "later").sort((one, two) => one.from - two.from);
}
