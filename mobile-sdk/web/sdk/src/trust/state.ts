/** What became of data that a scanner was offered (wire format, sections 5 and 7). */
export type TrustOutcome =
  | "taken"
  | "unchanged"
  | "malformed"
  | "missing_file"
  | "rollback"
  | "conflict"
  | "unsigned"
  | "unknown_key"
  | "bad_signature"
  | "too_large";

/** A file that the manifest pins and a scanner reads. */
export interface TrustFile {
  /** `trust-list`, `rules` or `status/<day>`. */
  name: string;
  /** Whether one of this name is in force. */
  held: boolean;
  /** Whether it is the one that the manifest pins. */
  newest: boolean;
  /** When the rules or the status list in force were issued, in seconds since 1970. */
  issued: number | null;
}

/** What a scanner trusts, and how old it is. Times are seconds since 1970. */
export interface TrustState {
  manifest: { version: number; issued: number; stale: number; expires: number } | null;
  trust_list: { version: number; issued: number; expires: number } | null;
  files: TrustFile[];
  /** The earliest possible time. */
  floor: number;
  /** Old enough to be reported; also without any data. */
  stale: boolean;
  /** No one is admitted any more; also without any data. */
  expired: boolean;
  /** Seconds by which the median phone was ahead of this scanner; `null` before the fifth live code. */
  median_ahead: number | null;
  /** Whether this scanner's clock is behind the data in force: then it is certainly wrong. */
  clock_behind: boolean;
}

/** The roots that a scanner is delivered with: as in the file `roots.json`. */
export interface RootSet {
  threshold: number;
  keys: readonly { kty: string; crv: string; x: string }[];
}

/** How often a scanner looks for new data, and which days' status lists it fetches. */
export interface SyncSettings {
  /** Seconds from one manifest to the next, on average; each is moved by up to a quarter. */
  refreshSeconds: number;
  /** The lists of this many days before today are kept up to date; earlier ones once a pass of theirs is seen. */
  daysBack: number;
  /** The lists of this many days after today are kept up to date. */
  daysAhead: number;
  /** The lists of this many days after today are fetched once, in case there is no network later. */
  daysInReserve: number;
}

/** What a scanner should do next to keep its data up to date. */
export type Next =
  | { do: "fetch_manifest"; most_bytes: number }
  | { do: "fetch_file"; sha256: string; size: number }
  | { do: "wait"; until: number };
