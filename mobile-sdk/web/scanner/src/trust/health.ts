/** What is known of the trust data in force. Seconds since 1970; `null` where there is none. */
export interface TrustState {
  readonly keys: { readonly version: number; readonly issued: number; readonly expires: number } | null;
  /** The rules in force. */
  readonly rules: { readonly issued: number } | null;
  readonly lists: { readonly version: number; readonly issued: number; readonly stale: number; readonly expires: number } | null;
  /** The present cannot be earlier. */
  readonly floor: number;
  /** Seconds by which the phones at the door are ahead of this clock; `null` before the fifth. */
  readonly ahead: number | null;
  /** Whether the service answered the last time it was asked; `undefined` before the first time. */
  readonly online: boolean | undefined;
  /** When it last answered. */
  readonly answered: number | undefined;
}

/** How good the data is: stale is said, expired makes every check unclear, and both are amber, never red. */
export type Freshness = "fresh" | "stale" | "expired" | "missing";

/** How good the data is at the time `now`. */
export function freshness(trust: TrustState | null, now: number): Freshness {
  if (!trust?.keys || !trust.lists) return "missing";
  if (now >= Math.min(trust.keys.expires, trust.lists.expires)) return "expired";
  return now >= trust.lists.stale ? "stale" : "fresh";
}

/** So many seconds off the phones, or before the floor, this clock is in doubt (wire format, section 10). */
const SUSPECT_SECONDS = 30;

/** Whether the device's clock is in doubt. */
export function isClockSuspect(trust: TrustState | null, now: number): boolean {
  if (!trust) return false;
  return now < trust.floor || Math.abs(trust.ahead ?? 0) > SUSPECT_SECONDS;
}
