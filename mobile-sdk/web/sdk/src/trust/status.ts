import type { RestoreResult } from "./persistence.js";
import type { TrustOutcome, TrustState } from "./state.js";

/** How it stands. */
export interface SyncStatus {
  trust: TrustState;
  /** Whether the service answered the last fetch; `undefined` before the first. */
  online: boolean | undefined;
  /** Whether somebody else answered it: the network asks for a sign-in, or a proxy stands in between. Then `online` is `false`. */
  foreign: boolean;
  /** Whether the first round is over: what was to be fetched is here, or could not be had. */
  settled: boolean;
  /** Why the last fetch failed. */
  trouble: string | undefined;
  /** When the service last answered with something that was taken, or is in force already. Seconds since 1970. */
  answered: number | undefined;
  /** What became of the last manifest or file that was judged. */
  outcome: TrustOutcome | undefined;
  /** What was found written down at the start. */
  restored: RestoreResult | undefined;
  /** Why what is in force could not be written down. It is in force all the same. */
  unsaved: string | undefined;
  /** Whether this tab fetches and writes; another does otherwise. */
  leads: boolean;
}

/** How it stands with the network, as the tab that leads sees it. */
export type FetchStatus = Pick<SyncStatus, "online" | "foreign" | "settled" | "trouble" | "answered" | "outcome">;
