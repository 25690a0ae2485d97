/** What is known of the trust data in force. Seconds since 1970; `null` where there is none. */
export interface DataStatus {
  readonly keys: { readonly version: number; readonly issued: number; readonly expires: number } | null;
  /** The rules in force. */
  readonly rules: { readonly issued: number } | null;
  readonly lists: {
    readonly version: number;
    readonly issued: number;
    readonly stale: number;
    readonly expires: number;
  } | null;
  /** The present cannot be earlier. */
  readonly floor: number;
  /** Seconds by which the phones at the door are ahead of this clock; `null` before the fifth. */
  readonly ahead: number | null;
  /** Who answered the last time that the service was asked. */
  readonly network: NetworkStatus;
  /** When the service last answered. */
  readonly answeredAt: number | undefined;
  /** Why the service's last answer was refused: a word of the wire format, sections 5 and 7. */
  readonly refused: string | undefined;
  /** Whether what is in force could not be written down: it is gone when the page is closed. */
  readonly unsaved: boolean;
}

/**
 * Who answered: the service, somebody else in its place (a sign-in page, a proxy), nobody, or it was not asked yet.
 */
export type NetworkStatus = "service" | "foreign" | "no_answer" | "unknown";

/** How good the data is: stale is said, expired makes every check unclear, and both are amber, never red. */
export type Freshness = "fresh" | "stale" | "expired" | "missing";

/** How good the data is at the time `now`. */
export function freshness(trust: DataStatus | null, now: number): Freshness {
  if (!trust?.keys || !trust.lists) return "missing";
  if (now >= Math.min(trust.keys.expires, trust.lists.expires)) return "expired";
  return now >= trust.lists.stale ? "stale" : "fresh";
}

/** So many seconds off the phones, or before the floor, this clock is in doubt (wire format, section 10). */
const SUSPECT_SECONDS = 30;

/** Whether the device's clock is in doubt. */
export function isClockSuspect(trust: DataStatus | null, now: number): boolean {
  if (!trust) return false;
  return now < trust.floor || Math.abs(trust.ahead ?? 0) > SUSPECT_SECONDS;
}

/** A trust list that ends within so many seconds was not exchanged in time: somebody must see to it. */
const KEYS_SECONDS = 7 * 86_400;
/** Lists that end within so many seconds leave the door a day's work. */
const LISTS_SECONDS = 86_400;

/** What the manager should know, before the door stands still; the first that holds. */
export type Concern = "refused" | "unsaved" | "keys_end" | "lists_end";

/** What the manager should know of this scanner; `null` where there is nothing, or where the state of the data says more. */
export function concern(trust: DataStatus | null, now: number): Concern | null {
  if (!trust) return null;
  if (trust.refused !== undefined && trust.refused !== "rollback") return "refused";
  if (trust.unsaved) return "unsaved";
  if (!trust.keys || !trust.lists || freshness(trust, now) === "expired") return null;
  if (trust.keys.expires - now < KEYS_SECONDS) return "keys_end";
  return trust.lists.expires - now < LISTS_SECONDS ? "lists_end" : null;
}
