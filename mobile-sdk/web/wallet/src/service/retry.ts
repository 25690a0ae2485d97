/** The pause after a failure, in seconds. Phones that failed together must not come back together. */
export interface Backoff {
  /** The first pause. */
  first: number;
  /** The longest pause. */
  longest: number;
}

/** While there is a pass to show, the answer can wait. */
export const BACKGROUND: Backoff = { first: 60, longest: 6 * 3600 };
/** While there is none, the owner waits. */
export const FOREGROUND: Backoff = { first: 5, longest: 300 };
/** After a decision of the issuer: it changes only after people have acted. */
export const ISSUER_DECISION: Backoff = { first: 3600, longest: 12 * 3600 };

/**
 * The pause after failure number `failures` (from 1), in seconds: at least what the service asks for, plus a random
 * part of a span that doubles each time. `random` is in [0, 1).
 */
export function pause(failures: number, backoff: Backoff, retryAfter: number | undefined, random: number): number {
  const span = Math.min(backoff.first * 2 ** Math.min(failures - 1, 30), backoff.longest);
  if (retryAfter === undefined) return span / 2 + (random * span) / 2;
  return retryAfter + random * Math.max(span, retryAfter / 2);
}

/** `Retry-After` in seconds: a number, or a date; `undefined` if there is none that makes sense. */
export function retryAfterOf(value: string | null, now: number): number | undefined {
  if (value === null || value.trim() === "") return undefined;
  const seconds = /^\d+$/.test(value.trim()) ? Number(value) : Date.parse(value) / 1000 - now;
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), 86_400) : undefined;
}
