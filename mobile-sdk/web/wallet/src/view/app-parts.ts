import type { Engine } from "@haetae/sdk";
import type { WalletClock } from "../clock/clock.js";
import type { Client, Deployment } from "../service/client.js";
import type { Database } from "../store/database.js";
import type { Wallet } from "../wallet.js";

/** What the views stand on. */
export interface App {
  wallet: Wallet;
  database: Database;
  client: Client;
  engine: Engine;
  clock: WalletClock;
  deployment: Deployment;
  /** Whether the browser promised to keep what is stored. */
  persisted: boolean;
}
