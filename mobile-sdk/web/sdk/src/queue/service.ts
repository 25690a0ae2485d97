import type { QueueNotice, QueueTicket } from "./notice.js";

/** How the service is asked. */
export interface QueueFetchOptions {
  fetch?: typeof globalThis.fetch;
  /** Seconds for all of it. */
  timeoutSeconds?: number;
}

/**
 * The service refused, or did not answer, or something else answered. `code` is that of the service's problem document,
 * `status_` and a number, `unreachable`, or `foreign` for a network's sign-in page. It says nothing about a person.
 */
export class QueueProblem extends Error {
  constructor(
    readonly code: string,
    /** Seconds after which the service wants to be asked again. */
    readonly retryAfter?: number,
  ) {
    super(code);
  }
}

/** Reads how far the waiting room has come, from the service at `base` (where `v1/` is). Throws a `QueueProblem`. */
export async function readQueue(base: string | URL, options: QueueFetchOptions = {}): Promise<QueueNotice> {
  const notice = (await ask(base, { cache: "no-cache" }, options)) as Partial<QueueNotice> | null;
  if (typeof notice?.state !== "string" || typeof notice.made !== "string") throw new QueueProblem("foreign");
  return notice as QueueNotice;
}

/**
 * Joins a room, by its number, with the digest of the holder keys that passes will be asked for (`PreparedRequest`).
 * Whoever joins again with the same keys before the opening gets the same place. Throws a `QueueProblem`.
 */
export async function joinQueue(
  base: string | URL,
  room: number,
  keys: string,
  options: QueueFetchOptions = {},
): Promise<QueueTicket> {
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", cache: "no-store", headers, body: JSON.stringify({ room, keys }) } as const;
  const joined = (await ask(base, init, options)) as Partial<QueueTicket> | null;
  if (typeof joined?.ticket !== "string") throw new QueueProblem("foreign");
  return joined as QueueTicket;
}

async function ask(base: string | URL, init: RequestInit, options: QueueFetchOptions): Promise<unknown> {
  const { fetch = globalThis.fetch, timeoutSeconds = 20 } = options;
  const how: RequestInit = { credentials: "omit", redirect: "manual", referrerPolicy: "no-referrer" };
  const signal = AbortSignal.timeout(timeoutSeconds * 1000);
  const answer = await fetch(new URL("v1/queue", absolute(base)), { ...how, ...init, signal }).catch(() => {
    throw new QueueProblem("unreachable");
  });
  const body: unknown = await answer.json().catch(() => undefined);
  if (answer.ok && body !== undefined) return body;
  // The service never redirects, and answers in JSON: anything else comes from something in between.
  const isForeign = answer.ok || answer.status < 400 || [407, 511].includes(answer.status);
  if (isForeign) throw new QueueProblem("foreign");
  const { code } = (body ?? {}) as { code?: unknown };
  throw new QueueProblem(typeof code === "string" ? code : `status_${answer.status}`, retryAfterOf(answer.headers));
}

/** A page's addresses may be relative. */
function absolute(base: string | URL): URL {
  return new URL(base, globalThis.location?.href);
}

/** `Retry-After` in seconds: a number, or a date, which is held against the answer's own. */
function retryAfterOf(headers: Headers): number | undefined {
  const value = headers.get("retry-after")?.trim() ?? "";
  if (/^\d+$/.test(value)) return Number(value);
  const seconds = (Date.parse(value) - Date.parse(headers.get("date") ?? "")) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(seconds, 0);
}
