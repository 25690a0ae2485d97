/** The trust data in force. Seconds since 1970; `null` for what is missing. */
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
  /** The earliest possible time. */
  readonly floor: number;
  /** Seconds by which visitors' phones are ahead of this clock; `null` before the fifth phone. */
  readonly ahead: number | null;
  /** From more seconds than this off the phones this clock is in doubt. */
  readonly suspectSeconds: number;
  /** Who answered the last request to the service. */
  readonly network: NetworkStatus;
  /** When the service last answered. */
  readonly answeredAt: number | undefined;
  /** Why the service's last answer was refused: an outcome of the wire format, sections 5 and 7. */
  readonly refused: string | undefined;
  /** Whether the data in force could not be stored: it is lost when the page is closed. */
  readonly unsaved: boolean;
}

/**
 * Who answered: the service, something else in its place (a sign-in page, a proxy), no one, or it was not asked yet.
 */
export type NetworkStatus = "service" | "foreign" | "no_answer" | "unknown";

/** How fresh the data is. Stale data is reported, expired data makes every check unclear; both are amber, never red. */
export type Freshness = "fresh" | "stale" | "expired" | "missing";

/** How fresh the data is at the time `now`. */
export function freshness(trust: DataStatus | null, now: number): Freshness {
  if (!trust?.keys || !trust.lists) return "missing";
  if (now >= Math.min(trust.keys.expires, trust.lists.expires)) return "expired";
  return now >= trust.lists.stale ? "stale" : "fresh";
}

/** Whether the device's clock is in doubt. */
export function isClockSuspect(trust: DataStatus | null, now: number): boolean {
  if (!trust) return false;
  return now < trust.floor || Math.abs(trust.ahead ?? 0) > trust.suspectSeconds;
}

/** A trust list that expires within this many seconds was not replaced in time: the manager must act. */
const KEYS_SECONDS = 7 * 86_400;
/** Lists that expire within this many seconds are good for one more day. */
const LISTS_SECONDS = 86_400;

/** What the manager should know before the scanner stops working; the first that applies. */
export type Concern = "refused" | "unsaved" | "keys_end" | "lists_end";

/** What the manager should know of this scanner; `null` if nothing, or if the state of the data says more. */
export function concern(trust: DataStatus | null, now: number): Concern | null {
  if (!trust) return null;
  if (trust.refused !== undefined && trust.refused !== "rollback") return "refused";
  if (trust.unsaved) return "unsaved";
  if (!trust.keys || !trust.lists || freshness(trust, now) === "expired") return null;
  if (trust.keys.expires - now < KEYS_SECONDS) return "keys_end";
  return trust.lists.expires - now < LISTS_SECONDS ? "lists_end" : null;
}
