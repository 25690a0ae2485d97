import type { Engine, Limits, Wallet } from "@haetae/sdk";
import type { Install } from "../install/install.js";
import type { Messages } from "../messages/messages.js";
import type { Papers } from "../papers/papers.js";
import type { Profiles } from "../profiles/profiles.js";
import type { Client } from "../service/client.js";
import type { Operator } from "../service/operator.js";

/** What the views use. */
export interface WalletApp {
  wallet: Wallet;
  profiles: Profiles;
  papers: Papers;
  client: Client;
  engine: Engine;
  limits: Limits;
  operator: Operator;
  install: Install;
  /** Whether the browser promised to keep the stored data. */
  persisted: boolean;
  /** Whether the passes of the last session are gone. */
  lost: boolean;
}

/** The props of every view. */
export interface ViewProps {
  app: WalletApp;
  messages: Messages;
  /** Switches to the other language. */
  switchLanguage: () => void;
}
