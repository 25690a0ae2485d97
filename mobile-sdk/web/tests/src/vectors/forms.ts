import type { Verdict } from "@haetae/sdk";

/** What a run has found: how many cases there were, and what went wrong. */
export interface Found {
  cases: number;
  wrong: string[];
}

/** As the vectors write a verdict: the code, and the warnings after plus signs. */
export function written({ code, warnings }: Verdict): string {
  return [code, ...warnings].join("+");
}

/** What the vectors want of a case. */
export interface Wanted {
  verdict: string;
  rules?: readonly string[];
  messages?: readonly string[];
  shown?: Record<string, unknown>;
}

/** A verdict, and what a policy says, in the words of `asWanted`. */
export function described(verdict: Verdict): string {
  const rules = "rules" in verdict ? verdict.rules : undefined;
  const messages = "messages" in verdict ? verdict.messages?.map(({ rule }) => rule) : undefined;
  const wanted: Wanted = { verdict: written(verdict) };
  if (rules !== undefined) wanted.rules = rules;
  if (messages !== undefined) wanted.messages = messages;
  if (verdict.outcome === "admit") {
    const { name, birth, evidence, issuer, valid_until } = verdict;
    wanted.shown = { name, birth, evidence, issuer, valid_until };
  }
  return asWanted(wanted);
}

/** What is wanted where a policy was chosen, in words that can be compared. */
export function asWanted({ verdict, rules = [], messages = [], shown }: Wanted): string {
  return JSON.stringify([verdict, rules, messages, shown === undefined ? null : sorted(shown)]);
}

/** The same value with the members of each object in the order of their names. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}

/** Reads hexadecimal. */
export function bytes(hexadecimal: string): Uint8Array {
  return Uint8Array.from(hexadecimal.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
