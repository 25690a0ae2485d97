import type { Engine, Wallet } from "@haetae/sdk";
import type { Profiles } from "../profiles/profiles.js";
import type { Install } from "../install/install.js";
import type { Papers } from "../papers/papers.js";
import type { Client } from "../service/client.js";
import type { Operator } from "../service/operator.js";
import type { Messages } from "../messages/messages.js";

/** What the views stand on. */
export interface WalletApp {
  wallet: Wallet;
  profiles: Profiles;
  papers: Papers;
  client: Client;
  engine: Engine;
  operator: Operator;
  install: Install;
  /** Whether the browser promised to keep what is stored. */
  persisted: boolean;
  /** Whether there were passes at the last opening that are gone now. */
  lost: boolean;
}

/** What every view is given. */
export interface ViewProps {
  app: WalletApp;
  messages: Messages;
  /** Changes to the other language. */
  switchLanguage: () => void;
}
