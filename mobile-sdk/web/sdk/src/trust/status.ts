import type { RestoreResult } from "./persistence.js";
import type { TrustOutcome, TrustState } from "./state.js";

/** The state of the sync. */
export interface SyncStatus {
  trust: TrustState;
  /** Whether the service answered the last fetch; `undefined` before the first. */
  online: boolean | undefined;
  /**
   * Whether something else answered: the network asks for a sign-in, or a proxy is in between. Then `online` is
   * `false`.
   */
  foreign: boolean;
  /** Whether the first round is over: everything was fetched, or could not be. */
  settled: boolean;
  /** Why the last fetch failed. */
  trouble: string | undefined;
  /** When the service last answered with accepted data, or with data that is in force already. Seconds since 1970. */
  answered: number | undefined;
  /** The outcome of the last manifest or file. */
  outcome: TrustOutcome | undefined;
  /** What was restored at the start. */
  restored: RestoreResult | undefined;
  /** Why the data in force could not be stored. It is in force all the same. */
  unsaved: string | undefined;
  /** Whether this tab fetches and stores the data; otherwise another does. */
  leads: boolean;
}

/** The state of the network, as the leading tab sees it. */
export type FetchStatus = Pick<SyncStatus, "online" | "foreign" | "settled" | "trouble" | "answered" | "outcome">;
