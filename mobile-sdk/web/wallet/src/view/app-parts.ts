import type { Engine, Wallet } from "@haetae/sdk";
import type { Household } from "../household/household.js";
import type { Client, Deployment } from "../service/client.js";

/** What the views stand on. */
export interface App {
  wallet: Wallet;
  household: Household;
  client: Client;
  engine: Engine;
  deployment: Deployment;
  /** Whether the browser promised to keep what is stored. */
  persisted: boolean;
}
