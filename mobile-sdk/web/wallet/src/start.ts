import { Wallet } from "@haetae/sdk";
import { presentEngine } from "@haetae/sdk/present";
import { Household } from "./household/household.js";
import { People } from "./household/person.js";
import { Client } from "./service/client.js";
import type { App } from "./view/app-parts.js";

/** So often it is looked whether something is due, in milliseconds. */
const TICK = 5_000;

/** Opens what this phone keeps, and goes on with what is due. Fails where the page was never opened with a network. */
export async function start(): Promise<App> {
  const client = new Client(new URL("../", document.baseURI));
  const [engine, deployment, people] = await Promise.all([presentEngine(), client.deployment(), People.open()]);
  const wallet = await Wallet.open({ engine });
  const household = await Household.open({ wallet, people, client, engine, deployment, partner: client });
  const tick = () => void household.tick();
  tick();
  setInterval(tick, TICK);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && tick());
  addEventListener("online", tick);
  const persisted = (await navigator.storage?.persisted?.()) ?? false;
  return { wallet, household, client, engine, deployment, persisted };
}

/** Asks the browser to keep what is stored. It may say no, or ask its owner: so after something was done that is worth keeping. */
export async function askToKeep(): Promise<boolean> {
  return (await navigator.storage?.persist?.().catch(() => false)) ?? false;
}
